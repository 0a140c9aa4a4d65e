/** Looks at one PostgreSQL again and again on one connection; what it said last is always there, and a broken connection is a reason to look at once. */
import type { Clock } from '../../../core/index.ts';
import { describeError } from '../../../core/index.ts';
import type { CatalogLogin } from '../managed/catalog-roles.ts';
import { openServer, type ServerSession } from './ask-server.ts';
import { Pace } from './pace.ts';
import type { ServerAnswer, ServerPlace } from './server-facts.ts';

export interface ServerWatchOptions {
  readonly place: ServerPlace;
  readonly login: CatalogLogin;
  readonly clock: Clock;
  /** From one look to the next. */
  readonly everyMs: () => number;
  /** It has been looked at. */
  readonly looked: () => void;
  /** Its connection has broken. */
  readonly broken: () => void;
}

export class ServerWatch implements AsyncDisposable {
  readonly place: ServerPlace;
  readonly #options: ServerWatchOptions;
  readonly #ending = new AbortController();
  readonly #pace: Pace;
  readonly #looking: Promise<void>;
  #session: ServerSession | undefined;
  #answer: ServerAnswer;

  constructor(options: ServerWatchOptions) {
    this.#options = options;
    this.place = options.place;
    this.#answer = { place: options.place };
    this.#pace = new Pace(options.clock, options.everyMs, this.#ending.signal);
    this.#looking = this.#look();
  }

  get answer(): ServerAnswer {
    return this.#answer;
  }

  /** Soon rather than in turn. */
  hasten(): void {
    this.#pace.hasten();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#looking;
  }

  async #look(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      this.#answer = await this.#ask();
      if (this.#ending.signal.aborted) break;
      this.#options.looked();
      await this.#pace.rest();
    }
    await this.#hangUp();
  }

  async #ask(): Promise<ServerAnswer> {
    const { place, login, broken } = this.#options;
    try {
      this.#session ??= await openServer(place, login, () => {
        void this.#hangUp();
        this.#answer = { place, why: 'its connection has broken' };
        this.#pace.hasten();
        broken();
      });
      return { place, facts: await this.#session.ask() };
    } catch (error) {
      await this.#hangUp();
      return { place, why: describeError(error) };
    }
  }

  async #hangUp(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.[Symbol.asyncDispose]();
  }
}
