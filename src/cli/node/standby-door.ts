/**
 * The ways into a Director, on a node where none runs: whoever asks is told who leads. Opened and closed in turn with the
 * Director's own, which have the same address.
 */
import { type ConsoleApi, type ConsoleApiOptions, openConsoleApi } from '../../console/index.ts';
import type { AppError, Clock, Logger } from '../../core/index.ts';

export interface StandbyDoorOptions {
  readonly ways: ConsoleApiOptions;
  readonly answer: () => AppError;
  readonly clock: Clock;
  readonly logger: Logger;
}

const AGAIN_MS = 1_000;

export class StandbyDoor implements AsyncDisposable {
  readonly #options: StandbyDoorOptions;
  readonly #ending = new AbortController();
  #wanted = false;
  #turn: Promise<void> = Promise.resolve();
  #api: ConsoleApi | undefined;

  constructor(options: StandbyDoorOptions) {
    this.#options = options;
  }

  /** @throws ListenError, SocketInUseError: another program is there */
  async open(): Promise<void> {
    this.#wanted = true;
    this.#api = await this.#open();
  }

  /** Resolves when somebody else can listen there. */
  close(): Promise<void> {
    this.#wanted = false;
    return this.#then(() => this.#close());
  }

  /** Soon, and again until it succeeds. */
  reopen(): void {
    this.#wanted = true;
    void this.#then(() => this.#reopen());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.close();
  }

  async #reopen(): Promise<void> {
    let complained = false;
    while (this.#wanted && this.#api === undefined && !this.#ending.signal.aborted) {
      try {
        this.#api = await this.#open();
      } catch (error) {
        if (!complained) this.#options.logger.warn({ err: error }, 'This node does not answer at its ways in');
        complained = true;
        await this.#options.clock.sleep(AGAIN_MS, this.#ending.signal).catch(() => {});
      }
    }
  }

  #open(): Promise<ConsoleApi> {
    const { ways, answer } = this.#options;
    return openConsoleApi({ ...ways, unavailable: answer });
  }

  async #close(): Promise<void> {
    const api = this.#api;
    this.#api = undefined;
    await api?.[Symbol.asyncDispose]();
  }

  /** One after the other, in the order in which they were asked for. */
  #then(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work);
    return this.#turn;
  }
}
