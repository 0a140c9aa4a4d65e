/** Which reservation serves which session, and what is open, so that it can be ended when the daemon stops. */
import { NotReservedError } from './errors.ts';
import type { Reservation } from './reservation.ts';
import type { Reserver } from './reserve/reserver.ts';
import type { Taken } from './reserve/take.ts';

/** A session that says when it is over. */
export interface Ending extends AsyncDisposable {
  onEnd(listener: () => void): void;
}

export class OpenSessions implements AsyncDisposable {
  readonly #reserver: Reserver;
  readonly #open = new Set<AsyncDisposable>();
  readonly #claimed = new WeakSet<Reservation>();

  constructor(reserver: Reserver) {
    this.#reserver = reserver;
  }

  /** Each reservation serves one session. Throws NotReservedError. */
  claim(reservation: Reservation, append: boolean): Taken {
    const taken = this.#reserver.taken(reservation);
    if (taken === undefined || reservation.append !== append || this.#claimed.has(reservation)) {
      throw new NotReservedError(reservation.device);
    }
    this.#claimed.add(reservation);
    return taken;
  }

  add<S extends Ending>(reservation: Reservation, session: S): S {
    this.#open.add(session);
    session.onEnd(() => {
      this.#open.delete(session);
      reservation[Symbol.dispose]();
    });
    return session;
  }

  /** One that takes a while to open; where it cannot be opened its place is given back. */
  async keep<S extends Ending>(reservation: Reservation, opening: Promise<S>): Promise<S> {
    const failed = {
      [Symbol.asyncDispose]: () =>
        opening.then(
          () => undefined,
          () => undefined,
        ),
    };
    this.#open.add(failed);
    try {
      return this.add(reservation, await opening);
    } catch (error) {
      reservation[Symbol.dispose]();
      throw error;
    } finally {
      this.#open.delete(failed);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    while (this.#open.size > 0) {
      const open = [...this.#open];
      await Promise.all(open.map((session) => session[Symbol.asyncDispose]()));
      for (const session of open) this.#open.delete(session);
    }
  }
}
