/** Who watches the Director: every event to every listener; progress of one Job at most about twice a second. */
import type { Logger } from '../../core/index.ts';
import type { DirectorEvent } from './service.ts';

type Listener = (event: DirectorEvent) => void;

const PROGRESS_EVERY_MS = 500;

export class DirectorEvents {
  readonly #listeners = new Set<Listener>();
  readonly #due = new Map<number, NodeJS.Timeout>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  subscribe(listener: Listener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  emit(event: DirectorEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#logger.error({ err: error }, 'A listener to the events of the Director failed');
      }
    }
  }

  /** Tells how the Job stands, at once or with the next due moment; nobody listening costs nothing. */
  progress(jobId: number, describe: () => DirectorEvent | undefined): void {
    if (this.#listeners.size === 0 || this.#due.has(jobId)) return;
    const timer = setTimeout(() => {
      this.#due.delete(jobId);
      const event = describe();
      if (event !== undefined) this.emit(event);
    }, PROGRESS_EVERY_MS);
    timer.unref();
    this.#due.set(jobId, timer);
  }
}
