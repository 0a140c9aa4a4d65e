/** A daemon that works for a Job, as whoever looks after the Job sees it: how it stands, and how it is stopped. */
import type { ByteString } from '../../core/index.ts';

/** How a daemon that works for the Job is told to stop, on a connection of its own. */
export type CancelAtDaemon = () => Promise<readonly ByteString[]>;

export interface DaemonAtWork {
  readonly cancel: CancelAtDaemon;
  /** It has said its last word on the Job: there is nothing to stop any more. */
  readonly isDone: () => boolean;
  /** Since when nothing has been heard from it. */
  readonly silentForMs: () => number;
  /** Asks it on another connection whether it still works for the Job; undefined: it does not answer. */
  readonly knowsJob: () => Promise<boolean | undefined>;
  readonly drop: (error: Error) => void;
  /** Resolves when nothing more can come from it. */
  readonly over: Promise<void>;
}
