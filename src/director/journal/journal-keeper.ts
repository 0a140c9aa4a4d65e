/**
 * The Director's housekeeping beside its Jobs: journals that nobody wants are forgotten at their Storage Daemons, and Jobs wait
 * while those of a predecessor are still being collected from theirs.
 */
import type { StorageResource } from '../../config/index.ts';
import { type ByteString, describeError, displayText } from '../../core/index.ts';
import { journalCommand } from '../../protocol/index.ts';
import { callStorage, storageName } from '../job/connect.ts';
import type { JobTools } from '../job/tools.ts';
import { nextText } from './say-epoch.ts';

/** Work beside the Jobs, until the Director stops. */
export type Later = (work: (signal: AbortSignal) => Promise<void>) => void;

const PAUSE_MS = 2_000;
const PAUSE_MS_MAX = 10 * 60_000;
const PENDING_MAX = 1_000;
const CALL_MS = 10_000;

export class JournalKeeper {
  readonly #later: Later;
  #pending = 0;
  readonly #collecting = new Map<ByteString, Promise<unknown>>();

  constructor(later: Later) {
    this.#later = later;
  }

  /** Until the work settles Jobs at this Storage wait. */
  holdBack(storage: ByteString, work: Promise<unknown>): void {
    const both = Promise.allSettled([this.#collecting.get(storage), work]);
    this.#collecting.set(storage, both);
    void both.then(() => {
      if (this.#collecting.get(storage) === both) this.#collecting.delete(storage);
    });
  }

  /** Resolves when the Catalog knows what this Storage did before: what it says of Volumes is true then. */
  async collected(storage: ByteString): Promise<void> {
    await this.#collecting.get(storage);
  }

  /** Nobody waits for it but a Director that stops. */
  beside(work: () => Promise<void>): void {
    this.#later(work);
  }

  /** In the background, when what the Catalog says of the Job will stay; what is left the next Director finds when it starts. */
  forget(storage: StorageResource, job: ByteString, tools: JobTools): void {
    if (this.#pending >= PENDING_MAX) return;
    this.#pending++;
    this.#later(async (signal) => {
      for (let pauseMs = PAUSE_MS; !signal.aborted; pauseMs = Math.min(PAUSE_MS_MAX, pauseMs * 2)) {
        try {
          await tools.leadership.durable();
          await forgetJournal(storage, job, tools, signal);
          break;
        } catch (error) {
          const facts = { job: displayText(job), storage: displayText(storage.name), error: describeError(error) };
          tools.logger.debug(facts, 'The journal of a Job cannot be forgotten at its Storage yet');
        }
        await tools.clock.sleep(pauseMs, signal).catch(() => undefined);
      }
      this.#pending--;
    });
  }
}

/** `3904`, there is none, is as good. */
export async function forgetJournal(
  storage: StorageResource,
  job: ByteString,
  tools: JobTools,
  signal: AbortSignal,
): Promise<void> {
  const { connection, extension } = await callStorage(storage, tools, { patienceMs: CALL_MS, signal });
  await using _ = connection;
  if (extension === undefined) return;
  await connection.send(journalCommand.forget.format({ job }));
  await nextText(connection, storageName(storage), 'its answer to journal forget', signal);
}
