/** Something that is to be done before long: asked for again it waits for company, unless it becomes more urgent. */
export class Soon implements Disposable {
  readonly #act: () => Promise<unknown> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ms = 0;

  /** A failure is not this one's to tell. */
  constructor(act: () => Promise<unknown> | undefined) {
    this.#act = act;
  }

  within(ms: number): void {
    if (this.#timer !== undefined && this.#ms <= ms) return;
    clearTimeout(this.#timer);
    this.#ms = ms;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#act()?.catch(() => undefined);
    }, ms);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
