/**
 * A PostgreSQL whose disk is full cannot write, and dies of it when its WAL goes on: before that another node shall lead, and
 * whoever has no room is elected to nothing. Pure but for one line in the log each time it changes.
 */
import type { Logger } from '../core/index.ts';
import type { InstanceFacts } from '../replication/index.ts';

/** Two segments of WAL: with less PostgreSQL may stop at the next one. */
const ROOM_BYTES_MIN = 32 * 1_048_576;

/** The word for it among a member's tags. */
export const NO_ROOM = 'no room on its disk';

export const hasRoom = ({ freeBytes }: InstanceFacts): boolean =>
  freeBytes === undefined || freeBytes >= ROOM_BYTES_MIN;

/** Tells the log when the room goes, and when it is there again. */
export class RoomWatch {
  readonly #logger: Logger;
  #had = true;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  look(facts: InstanceFacts): void {
    const has = hasRoom(facts);
    if (has === this.#had) return;
    this.#had = has;
    const { freeBytes } = facts;
    if (has) this.#logger.info({ freeBytes }, 'There is room again on the disk of PostgreSQL');
    else {
      const wanted = { freeBytes, neededBytes: ROOM_BYTES_MIN };
      this.#logger.error(
        wanted,
        'No room is left on the disk of PostgreSQL: this node leads no Catalog until there is',
      );
    }
  }
}
