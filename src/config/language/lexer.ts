/**
 * Bytes into tokens, as Bacula cuts them (07 §1.1): an identifier swallows the blanks inside it, a number that meets
 * anything but a digit becomes a word, `;` is a newline. Included texts are read in place of their `@` directive.
 * Problems are reported, never thrown: whatever the bytes are, `next` makes progress and ends with `eof`.
 */
import type { ByteString } from '../../core/index.ts';
import { ENDS_IDENTIFIER, ENDS_NUMBER, ENDS_STRING, isBlank, isDigit, isLetter } from './characters.ts';
import { IncludeStack } from './include-stack.ts';
import type { Includes } from './includes.ts';
import type { Report } from './report.ts';
import type { Position, Token, TokenKind } from './token.ts';

const TOKEN_BYTES_MAX = 5000;
const PUNCTUATION: Readonly<Record<string, TokenKind>> = { '{': 'open', '}': 'close', '=': 'equals', ',': 'comma' };

/** `words`: letters and digits have no special part, a word ends at the first blank (Run lines, option values). */
export type LexerMode = 'directives' | 'words';

export class Lexer {
  readonly #sources: IncludeStack;
  readonly #report: Report;
  #pushedBack: Token | undefined;
  /** The token handed out last; recovery starts from it. */
  last: Token | undefined;

  constructor(file: string, text: ByteString, includes: Includes, report: Report) {
    this.#sources = new IncludeStack(file, text, includes, report);
    this.#report = report;
  }

  next(mode: LexerMode = 'directives'): Token {
    const token = this.#pushedBack ?? this.#scan(mode);
    this.#pushedBack = undefined;
    this.last = token;
    return token;
  }

  /** Hands `token` out again. */
  pushBack(token: Token): void {
    this.#pushedBack = token;
  }

  /** The byte that follows; empty where the text ends. */
  peek(): string {
    return this.#sources.current.peek();
  }

  /** The next byte is a blank: sizes and durations go on while this is so. */
  blankFollows(): boolean {
    return this.#pushedBack === undefined && isBlank(this.#sources.current.peek());
  }

  #scan(mode: LexerMode): Token {
    for (;;) {
      const source = this.#sources.current;
      const c = source.peek();
      if (c === '') {
        if (this.#sources.pop()) return { kind: 'eol', text: '', length: 0, ...source.position() };
        return { kind: 'eof', text: '', length: 0, ...source.position() };
      }
      if (isBlank(c) || c === '\0') source.skip(1);
      else if (c === '#') source.skipLine();
      else if (c === '\\') this.#backslash();
      else if (c === '@') this.#sources.include();
      else return this.#token(c, mode);
    }
  }

  /** One that begins a token joins the next line, whatever follows it; but two are as none. */
  #backslash(): void {
    const source = this.#sources.current;
    if (source.peek(1) === '\\') source.skip(2);
    else source.skipLine(1);
  }

  #token(c: string, mode: LexerMode): Token {
    const source = this.#sources.current;
    const start = source.position();
    const from = source.offset;
    let kind: TokenKind;
    let text: ByteString;
    if (c === '\n' || c === ';') {
      source.skip(1);
      kind = 'eol';
      text = c;
    } else if (c in PUNCTUATION) {
      source.skip(1);
      kind = PUNCTUATION[c] as TokenKind;
      text = c;
    } else if (c === '"') {
      kind = 'quoted';
      text = this.#quoted(start);
    } else {
      [kind, text] = this.#word(c, mode);
    }
    const blanks = kind === 'identifier' ? source.blanksBefore() : 0;
    const length = Math.max(1, Math.min(source.offset - from - blanks, source.lineLengthFrom(from)));
    if (text.length > TOKEN_BYTES_MAX) {
      this.#report({
        ...start,
        length,
        message: `This text is ${text.length} bytes long, at most ${TOKEN_BYTES_MAX} are read`,
      });
    }
    return { kind, text, length, ...start };
  }

  /** Up to the next quote; a backslash takes the next byte as it is. Without an end, only this line is given up. */
  #quoted(start: Position): ByteString {
    const source = this.#sources.current;
    const mark = source.mark();
    const parts: string[] = [];
    source.skip(1);
    for (;;) {
      const c = source.peek();
      if (c === '"') {
        source.skip(1);
        return this.#closed(start, parts.join(''));
      }
      if (c === '') {
        source.rewind(mark);
        const length = source.lineLengthFrom(source.offset);
        source.skipLine();
        this.#report({
          ...start,
          length,
          message: 'The quote that opens here is never closed',
          expected: 'a closing `"`',
        });
        return '';
      }
      const escaped = c === '\\' && source.peek(1) !== '';
      parts.push(escaped ? source.peek(1) : c);
      source.skip(escaped ? 2 : 1);
    }
  }

  /** A text that swallowed a whole directive has probably lost its quote. */
  #closed(start: Position, text: ByteString): ByteString {
    if (/\n\s*[a-z ]+=/i.test(text)) {
      const { line } = this.#sources.current.position();
      const message = `The quote that opens here closes only in line ${line}`;
      this.#report({ severity: 'warning', ...start, length: 1, message, hint: 'A closing `"` may be missing' });
    }
    return text;
  }

  #word(c: string, mode: LexerMode): [TokenKind, ByteString] {
    if (mode === 'directives' && isLetter(c)) return this.#identifier();
    if (isDigit(c)) return this.#number();
    return ['string', this.#rest()];
  }

  #identifier(): [TokenKind, ByteString] {
    const source = this.#sources.current;
    const parts: string[] = [];
    for (;;) {
      const c = source.peek();
      if (c === '' || ENDS_IDENTIFIER.has(c)) return ['identifier', parts.join('')];
      if (isBlank(c)) source.skip(1);
      else if (isLetter(c)) {
        parts.push(c);
        source.skip(1);
      } else return ['string', parts.join('') + this.#rest()];
    }
  }

  #number(): [TokenKind, ByteString] {
    const source = this.#sources.current;
    const digits = source.take(isDigit);
    const c = source.peek();
    if (c === '' || isBlank(c) || ENDS_NUMBER.has(c)) return ['number', digits];
    return ['string', digits + this.#rest()];
  }

  /** An unquoted string from here: at least one byte, so that there is always progress. */
  #rest(): ByteString {
    return this.#sources.current.take((c) => !ENDS_STRING.has(c) && !isBlank(c));
  }
}
