/** Whether frames come so fast that it does not pay to wake up for each of them: counted over short stretches of time. */
const FRAMES = 200;
const WINDOW_MS = 100;
/** What the system surely holds back for us in the moment that we rest. */
const BYTES_PER_MS = 32 * 1024;

export class Flood {
  #windowStartMs = 0;
  #frames = 0;
  #bytes = 0;
  #here = false;
  #ofSmall = false;

  count(frames: number, bytes: number): void {
    this.#frames += frames;
    this.#bytes += bytes;
  }

  isHere(): boolean {
    const nowMs = performance.now();
    const elapsedMs = nowMs - this.#windowStartMs;
    if (elapsedMs >= WINDOW_MS) {
      this.#here = this.#frames / elapsedMs > FRAMES / WINDOW_MS;
      this.#ofSmall = this.#here && this.#bytes / elapsedMs < BYTES_PER_MS;
      this.#windowStartMs = nowMs;
      this.#frames = 0;
      this.#bytes = 0;
    }
    return this.#here;
  }

  /** Of so little data that a millisecond without reading holds nobody up. */
  isOfSmall(): boolean {
    return this.isHere() && this.#ofSmall;
  }
}
