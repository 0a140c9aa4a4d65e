/**
 * A world's time: events in order, each followed by everything that it sets off. Nothing here knows the real clock, so a
 * seed tells the same story each time.
 */
export interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
  /** It settles no promise: nothing follows that has to come first. */
  readonly quiet: boolean;
  dead: boolean;
}

const TURNS_AT_ONCE = 1_000;

export class VirtualTime {
  /** How many there have been. */
  events = 0;
  /** For whoever needs a number that nobody else in this world has. */
  serial = 0;
  /** Whoever the last event belongs to, as far as it says so: nothing else can have changed its mind. */
  actor: object | undefined;
  #nowMs = 0;
  #order = 0;
  readonly #heap: Timer[] = [];

  get nowMs(): number {
    return this.#nowMs;
  }

  at(atMs: number, run: () => void, quiet = false): Timer {
    const timer = { atMs: Math.max(atMs, this.#nowMs), order: this.#order++, run, quiet, dead: false };
    this.#push(timer);
    return timer;
  }

  after(ms: number, run: () => void, quiet = false): Timer {
    return this.at(this.#nowMs + ms, run, quiet);
  }

  /** Events up to then, and `after` behind each with all that it set off. */
  runUntil(endMs: number, afterEach: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      let over = false;
      // A tick that a promise's callback asks for comes when all promises have settled that the last event has settled, and
      // those that they settle. An immediate now and then, so that messages and signals are heard meanwhile.
      const settled = Promise.resolve();
      const tick = (): void => process.nextTick(step);
      let ran = false;
      let left = TURNS_AT_ONCE;
      const step = (): void => {
        if (over) return;
        try {
          if (ran) afterEach();
          ran = this.#next(endMs);
        } catch (error) {
          over = true;
          reject(error);
          return;
        }
        if (!ran) {
          over = true;
          this.#nowMs = endMs;
          resolve();
        } else if (left-- > 0) void settled.then(tick);
        else {
          left = TURNS_AT_ONCE;
          setImmediate(step);
        }
      };
      setImmediate(step);
    });
  }

  /** Runs the next event up to then that may settle promises, and the quiet ones before it; false: there is none. */
  #next(endMs: number): boolean {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.atMs > endMs) return false;
      this.#pop();
      if (next.dead) continue;
      this.#nowMs = next.atMs;
      this.events += 1;
      this.actor = undefined;
      next.run();
      if (!next.quiet) return true;
    }
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent] as Timer, timer)) break;
      heap[at] = heap[parent] as Timer;
      at = parent;
    }
    heap[at] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child += 1;
      if (isBefore(last, heap[child] as Timer)) break;
      heap[at] = heap[child] as Timer;
      at = child;
    }
    heap[at] = last;
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
