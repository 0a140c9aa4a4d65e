/**
 * Where the work of a Job lets go of its thread for a moment: so that messages are heard, that a limit of bandwidth is
 * kept, and that a Storage that asks for it is waited for. Cheap enough to be asked for every packet.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { systemClock } from '../../../core/index.ts';
import type { ThreadTools } from './thread-tools.ts';

const TURN_MS = 50;
/** Asked so often, the clock need not be. */
const LOOK_EVERY = 64;
/** A limit is kept over so long; shorter bursts pass. */
const BURST_MS = 200;

export class Pacing {
  readonly #tools: ThreadTools;
  readonly #beforeWaiting: () => void;
  #asked = 0;
  #turnedMs = performance.now();
  #countedBytes = 0;
  #allowedBytes = 0;
  #refilledMs = performance.now();

  /** `beforeWaiting`: what has been gathered shall not wait too. */
  constructor(tools: ThreadTools, beforeWaiting: () => void = () => {}) {
    this.#tools = tools;
    this.#beforeWaiting = beforeWaiting;
  }

  /** Undefined: go on. `sentBytes`: all that was sent so far. @throws JobStoppedError */
  pause(sentBytes: number): Promise<void> | undefined {
    this.#tools.checkStop();
    const limit = this.#tools.figures.get('bytesPerSecMax');
    if (limit > 0) {
      const debtMs = this.#debtMs(sentBytes, limit);
      if (debtMs > 0) return this.#wait(debtMs);
    } else this.#countedBytes = sentBytes;
    if (++this.#asked % LOOK_EVERY !== 0) return undefined;
    const nowMs = performance.now();
    if (nowMs - this.#turnedMs < TURN_MS) return undefined;
    this.#turnedMs = nowMs;
    return turn();
  }

  /** A bucket that fills with time and is emptied by what is sent: how long until it is no longer overdrawn. */
  #debtMs(sentBytes: number, bytesPerSec: number): number {
    const nowMs = performance.now();
    const fullBytes = (bytesPerSec * BURST_MS) / 1000;
    this.#allowedBytes = Math.min(fullBytes, this.#allowedBytes + ((nowMs - this.#refilledMs) * bytesPerSec) / 1000);
    this.#refilledMs = nowMs;
    this.#allowedBytes -= sentBytes - this.#countedBytes;
    this.#countedBytes = sentBytes;
    return this.#allowedBytes < 0 ? (-this.#allowedBytes * 1000) / bytesPerSec : 0;
  }

  /** The limit may be lifted meanwhile: not longer than a second at once. */
  async #wait(ms: number): Promise<void> {
    this.#beforeWaiting();
    await systemClock.sleep(Math.min(1000, ms), this.#tools.signal).catch(() => {});
    this.#tools.checkStop();
  }
}
