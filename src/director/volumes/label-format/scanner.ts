/** A cursor over a LabelFormat. */
export class Scanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get position(): number {
    return this.#position;
  }

  get atEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  peek(): string {
    return this.#text[this.#position] ?? '';
  }

  since(begin: number): string {
    return this.#text.slice(begin, this.#position);
  }

  /** True, and past it, where `expected` comes next. */
  skip(expected: string): boolean {
    if (!this.#text.startsWith(expected, this.#position)) return false;
    this.#position += expected.length;
    return true;
  }

  /** What the sticky `pattern` finds here, or nothing. */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#position += found.length;
    return found;
  }

  /** One character, its escape undone: `\t`, `\n`, `\r`, `\x41`; any other `\c` is c itself. */
  character(): string {
    if (!this.skip('\\')) return this.#next();
    if (this.skip('x')) {
      const digits = this.match(/[0-9A-Fa-f]{2}/y);
      if (digits === '') throw new SyntaxError('invalid \\x escape');
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const escaped = this.#next();
    return { t: '\t', n: '\n', r: '\r' }[escaped] ?? escaped;
  }

  #next(): string {
    const character = this.peek();
    if (character === '') throw new SyntaxError('incomplete escape');
    this.#position++;
    return character;
  }
}
