/**
 * One machine of the world: its clock runs a little fast or slow, it can be paused (nothing on it runs, its clock goes on) and crash (what ran never runs again).
 * Everything on it waits through here: sleeping, and answers from elsewhere.
 */
import type { Clock } from '../../src/core/index.ts';
import type { Timer, VirtualTime } from './virtual-time.ts';

/** Who sleeps until a signal. Each signal is listened to once: a listener of its own for each sleep costs more than the sleep. */
const sleeping = new WeakMap<AbortSignal, Set<() => void>>();

function sleepersOf(signal: AbortSignal): Set<() => void> {
  const known = sleeping.get(signal);
  if (known !== undefined) return known;
  const sleepers = new Set<() => void>();
  sleeping.set(signal, sleepers);
  signal.addEventListener(
    'abort',
    () => {
      for (const stop of sleepers) stop();
    },
    { once: true },
  );
  return sleepers;
}

export class SimulatedMachine {
  readonly name: string;
  readonly #time: VirtualTime;
  readonly #random: () => number;
  readonly #rate: number;
  #life = 0;
  #pausedUntilMs = 0;
  #wallOffsetMs = 0;

  /** `rate`: so many ms pass on its clocks while one does. */
  constructor(name: string, time: VirtualTime, random: () => number, rate = 1) {
    this.name = name;
    this.#time = time;
    this.#random = random;
    this.#rate = rate;
  }

  get paused(): boolean {
    return this.#time.nowMs < this.#pausedUntilMs;
  }

  /** Of this life of the machine: what is behind it never settles after a crash. */
  clock(): Clock {
    const life = this.#life;
    return {
      now: () => new Date(1_795_000_000_000 + this.#monotonicMs() + this.#wallOffsetMs),
      monotonicMs: () => this.#monotonicMs(),
      sleep: (ms, signal) =>
        new Promise<void>((resolve, reject) => {
          if (signal?.aborted) {
            reject(signal.reason);
            return;
          }
          const stop = (): void => {
            timer.dead = true;
            reject(signal?.reason);
          };
          const sleepers = signal && sleepersOf(signal);
          const timer = this.#time.after(ms / this.#rate + this.#random() * 3, () => {
            this.#whenAwake(life, () => {
              sleepers?.delete(stop);
              if (!signal?.aborted) resolve();
            });
          });
          sleepers?.add(stop);
        }),
    };
  }

  /** After `ms`, where this life of the machine still is, and as soon as it is awake. `quiet`: it settles no promise. */
  deliver(ms: number, run: () => void, quiet = false): Timer {
    const life = this.#life;
    return this.#time.after(ms, () => this.#whenAwake(life, run), quiet);
  }

  get life(): number {
    return this.#life;
  }

  pause(ms: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#time.nowMs + ms);
  }

  crash(): void {
    this.#life += 1;
    this.#pausedUntilMs = 0;
  }

  /** An administrator, or NTP, sets the wall clock. */
  stepClock(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  #monotonicMs(): number {
    return this.#time.nowMs * this.#rate;
  }

  #whenAwake(life: number, run: () => void): void {
    if (life !== this.#life) return;
    if (!this.paused) {
      this.#time.actor = this;
      run();
    } else this.#time.at(this.#pausedUntilMs + this.#random(), () => this.#whenAwake(life, run));
  }
}
