/**
 * Who watches the Director: every event to every listener; progress of one Job at most about twice a second. What the
 * latest Jobs have said is kept for a while: whoever orders a Job can only begin to watch it when it has begun.
 */
import type { Logger } from '../../core/index.ts';
import type { DirectorEvent } from './service.ts';

type Listener = (event: DirectorEvent) => void;

const PROGRESS_EVERY_MS = 500;
const REMEMBERED_JOBS = 100;
const REMEMBERED_MESSAGES = 200;

export class DirectorEvents {
  readonly #listeners = new Set<Listener>();
  readonly #due = new Map<number, NodeJS.Timeout>();
  /** The first messages of each Job, the Job that spoke first in front. */
  readonly #said = new Map<number, DirectorEvent[]>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** `jobId`: what this Job has said so far comes first. */
  subscribe(listener: Listener, jobId?: number): Disposable {
    for (const event of (jobId !== undefined && this.#said.get(jobId)) || []) listener(event);
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  emit(event: DirectorEvent): void {
    if (event.kind === 'message') this.#remember(event.jobId, event);
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#logger.error({ err: error }, 'A listener to the events of the Director failed');
      }
    }
  }

  #remember(jobId: number, event: DirectorEvent): void {
    const said = this.#said.get(jobId) ?? [];
    this.#said.set(jobId, said);
    if (said.length < REMEMBERED_MESSAGES) said.push(event);
    const [oldest] = this.#said.keys();
    if (this.#said.size > REMEMBERED_JOBS && oldest !== undefined) this.#said.delete(oldest);
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
