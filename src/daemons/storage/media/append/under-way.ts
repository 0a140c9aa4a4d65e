/** How many blocks of a session are not written yet, and who waits until there are none. */
export class UnderWay {
  #count = 0;
  #waiters: (() => void)[] = [];

  begin(): void {
    this.#count++;
  }

  end(): void {
    if (--this.#count === 0) for (const resolve of this.#waiters.splice(0)) resolve();
  }

  async none(): Promise<void> {
    while (this.#count > 0) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }
}
