/** `JobId=…`: a Job introduces itself, or a console that only asks (JobId 0) (specification 02 §2). */
import { type ByteString, displayText } from '../../../core/index.ts';
import { clientCommand } from '../../../protocol/index.ts';
import { ClientJob, type JobIdentity } from './client-job.ts';
import type { Conversation, Next } from './conversation.ts';
import { jobMessages } from './job-messages.ts';
import { openPassage } from './passage.ts';
import { threadSettings } from './thread-settings.ts';

const NO_KEY = 'dummy';
const AUTHORIZATION_BYTES_MAX = 100;
/** Maximum Concurrent Jobs is reached; the Director waits for its answer meanwhile. */
const PLACE_PATIENCE_MS = 30 * 60_000;

export async function jobId(conversation: Conversation, text: ByteString): Promise<Next> {
  const { daemon, link } = conversation;
  const fields = clientCommand.job.parse(text);
  if (fields === undefined || fields.authorization.length > AUTHORIZATION_BYTES_MAX || conversation.job !== undefined) {
    await link.say('2901 Bad Job\n');
    return 'end';
  }
  const { jobId, job, sessionId, sessionTime, authorization } = fields;
  const key = authorization === NO_KEY || authorization === '' ? undefined : authorization;
  const identity: JobIdentity = { jobId, job, sessionId, sessionTime, authorization: key };
  if (jobId > 0 && !(await daemon.jobs.waitForPlace(PLACE_PATIENCE_MS, () => link.gone))) {
    await link.say(`2901 Bad Job: all ${daemon.jobs.placesMax} places of Maximum Concurrent Jobs are taken\n`);
    return 'end';
  }
  conversation.job = newJob(conversation, identity);
  if (jobId > 0) {
    daemon.jobs.enter(conversation.job);
    daemon.logger.info(
      { jobId, job: displayText(job), director: displayText(conversation.director.name) },
      'Job begins',
    );
  }
  await link.say(`2000 OK Job ${daemon.identity.job}`);
  return 'go-on';
}

function newJob(conversation: Conversation, identity: JobIdentity): ClientJob {
  const { daemon, director, link, release } = conversation;
  const { clock, logger, config } = daemon;
  const source = { daemon: config.client.name, director: director.name, jobId: identity.jobId, release };
  const messages = jobMessages(daemon.messages, source, { clock, logger, send: (line) => void link.say(line) });
  const passage = openPassage(conversation);
  return new ClientJob({
    identity,
    clock,
    ...passage,
    say: messages,
    bandwidthBytesPerSec: bandwidthFor(conversation),
    thread: threadSettings(daemon, director),
  });
}

/** `setbandwidth` wins over the file, the Director's resource over that of the daemon; 0: no limit. */
const bandwidthFor = ({ daemon, director }: Conversation): number =>
  daemon.bandwidthBytesPerSec ||
  director.maximumBandwidthPerJobBytesPerSec ||
  daemon.config.client.maximumBandwidthPerJobBytesPerSec;
