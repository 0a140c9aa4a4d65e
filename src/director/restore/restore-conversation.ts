/** The conversation with the Client of a restore: one for all Storages, but for Clients that stumble over the second. */
import { toByteString } from '../../core/index.ts';
import { clientReleaseByVersion, type Dialled } from '../../protocol/index.ts';
import { ClientSession } from '../job/client-session.ts';
import { clientName, encryptionText } from '../job/connect.ts';
import type { Job } from '../job/job.ts';
import { clientAtWork } from '../job/liveness.ts';
import { clientListener } from '../job/relay.ts';
import type { JobTools } from '../job/tools.ts';
import type { RestorePlan } from './plan.ts';

export interface RestoreConversation extends AsyncDisposable {
  readonly client: ClientSession;
  /** A second Storage needs a second conversation. */
  readonly oneStorageOnly: boolean;
}

/** Over certificate TLS a Client before 15.x ends with an error, though all is there, when it meets a second Storage. */
const stumblesOverSecondStorage = ({ version, connection }: Dialled): boolean =>
  connection.encryption === 'certificate' && clientReleaseByVersion(version) === '9.6';

export function openConversation(job: Job, plan: RestorePlan, dialled: Dialled, tools: JobTools): RestoreConversation {
  const name = clientName(plan.client);
  const client = new ClientSession(dialled.connection, dialled.version, name, clientListener(job));
  const stack = new AsyncDisposableStack();
  stack.use(client);
  stack.use(job.engage(name, clientAtWork(job, plan.client, client, tools)));
  const drop = () => client.destroy(job.signal.reason);
  job.signal.addEventListener('abort', drop, { once: true });
  stack.defer(() => job.signal.removeEventListener('abort', drop));
  if (job.signal.aborted) drop();
  job.messages.say(
    'info',
    `Connected to ${toByteString(name)} at ${dialled.connection.peer} ${encryptionText(dialled)}`,
  );
  return {
    client,
    oneStorageOnly: stumblesOverSecondStorage(dialled),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
