/** What a value reader sees of the file: the tokens from behind the equals sign on, and where to complain. */
import type { ByteString } from '../../core/index.ts';
import type { Includes } from './includes.ts';
import { Lexer, type LexerMode } from './lexer.ts';
import { Mistake } from './mistake.ts';
import type { Finding, Report } from './report.ts';
import type { Position, Token } from './token.ts';

/** More about a mistake than its sentence. */
export type Advice = Pick<Finding, 'expected' | 'hint'>;

export class Cursor {
  readonly report: Report;
  readonly #lexer: Lexer;
  readonly #includes: Includes;
  #ordinal = 0;

  constructor(file: string, text: ByteString, includes: Includes, report: Report) {
    this.#lexer = new Lexer(file, text, includes, report);
    this.#includes = includes;
    this.report = report;
  }

  next(mode?: LexerMode): Token {
    return this.#lexer.next(mode);
  }

  pushBack(token: Token): void {
    this.#lexer.pushBack(token);
  }

  /** The token handed out last. */
  get last(): Token | undefined {
    return this.#lexer.last;
  }

  /** Rises with each call: what is read later has a higher one. */
  ordinal(): number {
    this.#ordinal += 1;
    return this.#ordinal;
  }

  blankFollows(): boolean {
    return this.#lexer.blankFollows();
  }

  /** The byte that follows, blanks and all. */
  peek(): string {
    return this.#lexer.peek();
  }

  /** The first token that is not an end of line. */
  nextOverLines(): Token {
    for (;;) {
      const token = this.next();
      if (token.kind !== 'eol') return token;
    }
  }

  /** What comes at the end of a line stays for whoever reads the next directive. */
  pushBackEnd(token: Token): void {
    if (token.kind === 'eol' || token.kind === 'close' || token.kind === 'eof') this.pushBack(token);
  }

  /** Gives this directive up; the parser reports it and goes on behind. */
  fail(at: Position & { readonly length: number }, message: string, advice: Advice = {}): never {
    const { file, line, column, length } = at;
    throw new Mistake({ file, line, column, length, message, ...advice });
  }

  /** Accepted, but probably not meant. */
  warn(at: Position & { readonly length: number }, message: string, advice: Advice = {}): void {
    const { file, line, column, length } = at;
    this.report({ severity: 'warning', file, line, column, length, message, ...advice });
  }

  /** A path as the shell would write it; itself while that is not known. */
  expand(token: Token): ByteString {
    const answer = this.#includes({ kind: 'expand', text: token.text });
    if (answer === undefined) return token.text;
    if ('error' in answer) this.fail(token, `The shell cannot expand ${token.text}: ${answer.error}`);
    return answer.text;
  }
}
