/** One text and how far it has been read, counting lines. */
import type { ByteString } from '../../core/index.ts';
import { isBlank } from './characters.ts';
import type { Position } from './token.ts';

export interface Mark {
  readonly offset: number;
  readonly line: number;
  readonly lineStart: number;
}

const BYTE_ORDER_MARK = '\xef\xbb\xbf';

export class Source {
  readonly file: string;
  readonly #text: ByteString;
  #offset: number;
  #line = 1;
  #lineStart = 0;

  constructor(file: string, text: ByteString) {
    this.file = file;
    this.#text = text;
    this.#offset = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  }

  get offset(): number {
    return this.#offset;
  }

  /** The byte `ahead` of here; empty at the end. */
  peek(ahead = 0): string {
    return this.#text.charAt(this.#offset + ahead);
  }

  skip(count: number): void {
    for (let i = 0; i < count && this.#offset < this.#text.length; i++) {
      this.#offset += 1;
      if (this.#text.charAt(this.#offset - 1) === '\n') this.#newLine();
    }
  }

  /** Up to the newline; with `over` = 1 over it as well. */
  skipLine(over: 0 | 1 = 0): void {
    const end = this.#text.indexOf('\n', this.#offset);
    this.#offset = end === -1 ? this.#text.length : end;
    this.skip(over);
  }

  take(wanted: (c: string) => boolean): ByteString {
    const from = this.#offset;
    let to = from;
    while (to < this.#text.length && wanted(this.#text.charAt(to))) to++;
    this.skip(to - from);
    return this.#text.slice(from, to);
  }

  position(): Position {
    return { file: this.file, line: this.#line, column: this.#offset - this.#lineStart + 1 };
  }

  /** Bytes from `offset` to the end of its line. */
  lineLengthFrom(offset: number): number {
    const end = this.#text.indexOf('\n', offset);
    return (end === -1 ? this.#text.length : end) - offset;
  }

  /** Blanks directly before here, on this line. */
  blanksBefore(): number {
    let blanks = 0;
    while (isBlank(this.#text.charAt(this.#offset - 1 - blanks))) blanks++;
    return blanks;
  }

  mark(): Mark {
    return { offset: this.#offset, line: this.#line, lineStart: this.#lineStart };
  }

  rewind(mark: Mark): void {
    this.#offset = mark.offset;
    this.#line = mark.line;
    this.#lineStart = mark.lineStart;
  }

  #newLine(): void {
    this.#line += 1;
    this.#lineStart = this.#offset;
  }
}
