/**
 * The Client of a Job while its data flows. At a Storage Daemon that keeps a journal the Job goes on where the conversation
 * with the Client is lost: the Storage's last word is waited for, and then the Client is asked how it went
 * (docs/decisions/0050). Elsewhere a loss is a loss.
 */
import type { ClientResource } from '../../config/index.ts';
import { toByteString } from '../../core/index.ts';
import type { ClientEndJob, StorageEndJob } from '../../protocol/index.ts';
import type { ClientSession } from '../job/client-session.ts';
import { cancelAtClient } from '../job/conversation.ts';
import type { DaemonAtWork } from '../job/daemon-at-work.ts';
import { DaemonLostError } from '../job/errors.ts';
import type { Job } from '../job/job.ts';
import type { JobTools } from '../job/tools.ts';
import type { Speaker } from '../job/verdicts.ts';
import { clientVerdict } from './client-verdict.ts';

export interface PatientClientOptions {
  readonly job: Job;
  readonly client: ClientResource;
  readonly session: ClientSession;
  readonly tools: JobTools;
}

export class PatientClient implements Speaker<ClientEndJob> {
  readonly daemon: string;
  /** Resolves when nothing more can come of it. */
  readonly over: Promise<void>;
  readonly #options: PatientClientOptions;
  readonly #dropped = Promise.withResolvers<never>();
  readonly #settled = Promise.withResolvers<void>();
  #storageEnd: Promise<StorageEndJob> | undefined;
  #isDone = false;

  constructor(options: PatientClientOptions) {
    this.#options = options;
    this.daemon = options.session.daemon;
    this.#dropped.promise.catch(() => undefined);
    this.over = options.session.session.over.then(() => (this.#storageEnd ? this.#settled.promise : undefined));
  }

  /** From now on a loss is none, as long as the Storage goes on. `endOfJob` is to be asked for next. */
  lastsWith(storageEnd: Promise<StorageEndJob>): void {
    this.#storageEnd = storageEnd;
  }

  /** As whoever looks after the Job's daemons sees it. */
  atWork(session: DaemonAtWork): DaemonAtWork {
    return {
      ...session,
      isDone: () => this.#isDone || session.isDone(),
      drop: (error) => this.destroy(error),
      over: this.over,
    };
  }

  async endOfJob(timeoutMs: number): Promise<ClientEndJob> {
    try {
      return await this.#options.session.endOfJob(timeoutMs).catch((error) => this.#hearLater(error));
    } finally {
      this.#settled.resolve();
    }
  }

  silentForMs(): number {
    return this.#options.session.silentForMs();
  }

  cancel(): Promise<unknown> {
    const { job, client, tools } = this.#options;
    return cancelAtClient(client, tools, job.identity.job);
  }

  destroy(error: Error): void {
    this.#options.session.destroy(error);
    this.#dropped.reject(error);
  }

  /** Whatever keeps the Storage from a good end is the Client's loss, too. */
  async #hearLater(lost: unknown): Promise<ClientEndJob> {
    const { job, client, tools } = this.#options;
    const storageEnd = this.#storageEnd;
    if (!(lost instanceof DaemonLostError) || storageEnd === undefined || job.isLetGo) throw lost;
    const said = `${this.daemon} was lost. Its Job goes on; it will be asked how it ended`;
    job.messages.say('warning', toByteString(said));
    const good = storageEnd.then(
      (end) => (end.status === 'T' ? end : Promise.reject(lost)),
      () => Promise.reject(lost),
    );
    const verdict = await clientVerdict(job, client, await Promise.race([good, this.#dropped.promise]), tools);
    this.#isDone = true;
    return verdict.end;
  }
}
