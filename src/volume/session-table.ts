/**
 * What is open of each session while blocks of several are read in turn (05 §3 rule 7). A Volume that claims more
 * sessions than any daemon writes at once loses the oldest, not our memory.
 */
import type { ByteString } from '../core/index.ts';
import type { BlockVersion } from './block-header.ts';

/** A record whose end has not been read. */
export interface OpenRecord {
  readonly fileIndex: number;
  readonly stream: number;
  /** Empty where nobody wants it: it is only followed to its end. */
  buffer: Buffer;
  readonly wanted: boolean;
  used: number;
  /** Bytes that are still to come. */
  remaining: number;
  /** Where it began, and the number of the block there. */
  readonly volume: ByteString;
  readonly address: number;
  readonly number: number;
  readonly version: BlockVersion;
}

export interface SessionState {
  readonly sessionId: number;
  readonly sessionTime: number;
  open: OpenRecord | undefined;
  /** Of the block that should come next, if addresses are read without a gap since `stretch`. */
  nextNumber: number;
  stretch: number;
}

const SESSIONS_MAX = 4096;

export class SessionTable {
  readonly #sessions = new Map<string, SessionState>();
  readonly #lost: (state: SessionState) => void;
  #last: SessionState | undefined;

  /** `lost` gets what is pushed out. */
  constructor(lost: (state: SessionState) => void) {
    this.#lost = lost;
  }

  get(sessionId: number, sessionTime: number): SessionState {
    const last = this.#last;
    if (last !== undefined && last.sessionId === sessionId && last.sessionTime === sessionTime) return last;
    const key = `${sessionId}/${sessionTime}`;
    const state = this.#sessions.get(key) ?? this.#add(key, sessionId, sessionTime);
    this.#last = state;
    return state;
  }

  /** Oldest first. */
  values(): Iterable<SessionState> {
    return this.#sessions.values();
  }

  #add(key: string, sessionId: number, sessionTime: number): SessionState {
    const [oldest] = this.#sessions;
    if (oldest !== undefined && this.#sessions.size >= SESSIONS_MAX) {
      this.#sessions.delete(oldest[0]);
      this.#lost(oldest[1]);
    }
    const state = { sessionId, sessionTime, open: undefined, nextNumber: 0, stretch: -1 };
    this.#sessions.set(key, state);
    return state;
  }
}
