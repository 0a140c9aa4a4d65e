/**
 * Which digests the Jobs that this Client has saved lately asked for. A restore learns it from a record behind the data
 * otherwise, and computes one in vain, or the wrong one, of a large file that comes first. For as long as the daemon runs.
 */
import type { SavedSession } from '../job/thread-calls.ts';

const SESSIONS_MAX = 1000;

export class SavedDigests {
  readonly #sessions: SavedSession[] = [];

  note(session: SavedSession): void {
    this.#sessions.push(session);
    if (this.#sessions.length > SESSIONS_MAX) this.#sessions.shift();
  }

  get all(): readonly SavedSession[] {
    return this.#sessions;
  }
}
