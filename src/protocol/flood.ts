/** Whether frames come so fast that it does not pay to wake up for each of them: counted over short stretches of time. */
const FRAMES = 200;
const WINDOW_MS = 100;

export class Flood {
  #windowStartMs = 0;
  #frames = 0;
  #here = false;

  count(frames: number): void {
    this.#frames += frames;
  }

  isHere(): boolean {
    const nowMs = performance.now();
    const elapsedMs = nowMs - this.#windowStartMs;
    if (elapsedMs >= WINDOW_MS) {
      this.#here = this.#frames / elapsedMs > FRAMES / WINDOW_MS;
      this.#windowStartMs = nowMs;
      this.#frames = 0;
    }
    return this.#here;
  }
}
