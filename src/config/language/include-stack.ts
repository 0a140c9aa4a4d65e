/** The texts being read: the file, and whatever it is included from. Depth, number and bytes are bounded. */
import type { ByteString } from '../../core/index.ts';
import { ENDS_IDENTIFIER, isBlank } from './characters.ts';
import type { External, Includes } from './includes.ts';
import type { Report } from './report.ts';
import { Source } from './source.ts';

const DEPTH_MAX = 32;
const INCLUDES_MAX = 10_000;
const INCLUDED_BYTES_MAX = 64 * 1024 * 1024;

export class IncludeStack {
  readonly #sources: Source[];
  readonly #includes: Includes;
  readonly #report: Report;
  #count = 0;
  #bytes = 0;

  constructor(file: string, text: ByteString, includes: Includes, report: Report) {
    this.#sources = [new Source(file, text)];
    this.#includes = includes;
    this.#report = report;
  }

  get current(): Source {
    return this.#sources[this.#sources.length - 1] as Source;
  }

  /** Back to the including text; false at the end of the outermost one. */
  pop(): boolean {
    if (this.#sources.length === 1) return false;
    this.#sources.pop();
    return true;
  }

  /** Reads the directive at `@` and goes on in the text that it names. */
  include(): void {
    const source = this.current;
    const start = source.position();
    const from = source.offset;
    const wanted = this.#directive();
    const at = { ...start, length: Math.max(1, source.offset - from) };
    const name = wanted.kind === 'file' ? wanted.path : `|${wanted.kind === 'command' ? wanted.command : ''}`;
    if (name === '' || name === '|') {
      this.#report({ ...at, message: 'Nothing to include is named here', expected: 'a file, or `|` and a command' });
      return;
    }
    if (this.#sources.some((open) => open.file === name)) {
      this.#report({ ...at, message: `${name} includes itself` });
      return;
    }
    const answer = this.#includes(wanted);
    if (answer === undefined) return;
    if ('error' in answer) {
      this.#report({ ...at, message: `Cannot include ${name}: ${answer.error}`, ...relativeHint(wanted) });
      return;
    }
    this.#count += 1;
    this.#bytes += answer.text.length;
    if (this.#sources.length >= DEPTH_MAX || this.#count > INCLUDES_MAX || this.#bytes > INCLUDED_BYTES_MAX) {
      this.#report({ ...at, message: `Cannot include ${name}: too many texts are included by one another` });
      return;
    }
    this.#sources.push(new Source(name, answer.text));
  }

  /** `@path`, `@"path"`, `@|command`, `@"|command args"`, `@|"command args"` (07 §1.4). */
  #directive(): External {
    const source = this.current;
    source.skip(1);
    let bar = false;
    if (source.peek() === '|') {
      bar = true;
      source.skip(1);
    }
    let text = source.peek() === '"' ? this.#quoted() : source.take((c) => !ENDS_IDENTIFIER.has(c) && !isBlank(c));
    if (text.startsWith('|') && !bar) {
      bar = true;
      text = text.slice(1);
    }
    return bar ? { kind: 'command', command: text } : { kind: 'file', path: text };
  }

  #quoted(): ByteString {
    const source = this.current;
    source.skip(1);
    const parts: string[] = [];
    for (let c = source.peek(); c !== '"' && c !== '' && c !== '\n'; c = source.peek()) {
      const escaped = c === '\\' && source.peek(1) !== '';
      parts.push(escaped ? source.peek(1) : c);
      source.skip(escaped ? 2 : 1);
    }
    source.skip(source.peek() === '"' ? 1 : 0);
    return parts.join('');
  }
}

const relativeHint = (wanted: External): { hint?: string } =>
  wanted.kind === 'file' && !wanted.path.startsWith('/')
    ? { hint: 'A relative name counts from the directory the program is started in, not from the including file' }
    : {};
