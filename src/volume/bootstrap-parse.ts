/**
 * Reads a bootstrap file (page 03 §9), also one that a user wrote: keywords in any case, blanks without meaning, `#`
 * comments, values quoted or not. A `Volume=` line begins a new part once the current one has a Volume. Linear, bounded.
 */
import type { ByteString } from '../core/index.ts';
import { type BootstrapPart, bootstrapPart, type Range } from './bootstrap.ts';
import { BootstrapSyntaxError, BootstrapTooLargeError } from './errors.ts';

const BYTES_MAX = 256 * 1024 * 1024;
const RANGES_MAX = 20_000_000;
const NAMES_MAX = 1000;
const FILE_HALF = 2 ** 32;

// What a line fills, by its keyword.
const TEXTS: ReadonlyMap<string, 'mediaType' | 'device' | 'fileRegex'> = new Map([
  ['mediatype', 'mediaType'],
  ['device', 'device'],
  ['fileregex', 'fileRegex'],
]);
const NUMBERS: ReadonlyMap<string, 'slot' | 'count' | 'jobType' | 'jobLevel'> = new Map([
  ['slot', 'slot'],
  ['count', 'count'],
  ['jobtype', 'jobType'],
  ['joblevel', 'jobLevel'],
]);
const NAMES: ReadonlyMap<string, 'jobs' | 'clients'> = new Map([
  ['job', 'jobs'],
  ['client', 'clients'],
]);
type RangeField = 'sessionIds' | 'sessionTimes' | 'addresses' | 'fileIndexes' | 'jobIds' | 'streams';
const RANGES: ReadonlyMap<string, RangeField> = new Map([
  ['volsessionid', 'sessionIds'],
  ['volsessiontime', 'sessionTimes'],
  ['voladdr', 'addresses'],
  ['fileindex', 'fileIndexes'],
  ['jobid', 'jobIds'],
  ['stream', 'streams'],
]);
const IGNORED = new Set(['include', 'exclude']);

type Draft = {
  -readonly [K in keyof BootstrapPart]: BootstrapPart[K] extends readonly (infer E)[] ? E[] : BootstrapPart[K];
};
/** Old files say an address in two halves, on two lines. */
type Halves = { files: Range[]; blocks: Range[] };

/** Throws BootstrapSyntaxError, BootstrapTooLargeError. */
export function parseBootstrap(text: ByteString): BootstrapPart[] {
  if (text.length > BYTES_MAX) throw new BootstrapTooLargeError(`${text.length} bytes`);
  const reader = new Reader();
  let start = 0;
  for (let number = 1; start < text.length; number++) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    reader.readLine(number, text.slice(start, end));
    start = end + 1;
  }
  return reader.finish();
}

class Reader {
  readonly #parts: BootstrapPart[] = [];
  #draft: Draft | undefined;
  #storage: ByteString | undefined;
  #halves: Halves = { files: [], blocks: [] };
  #ranges = 0;
  #at = { number: 0, line: '' };

  readLine(number: number, line: ByteString): void {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) return;
    this.#at = { number, line: content };
    const equals = content.indexOf('=');
    if (equals < 1) throw this.#error('expected Keyword=value');
    this.#take(content.slice(0, equals).replaceAll(' ', '').toLowerCase(), content.slice(equals + 1).trim());
  }

  finish(): BootstrapPart[] {
    this.#closePart();
    return this.#parts;
  }

  #take(keyword: string, value: ByteString): void {
    if (keyword === 'storage') {
      this.#takeStorage(unquote(value));
      return;
    }
    if (keyword === 'volume') {
      this.#openPart(unquote(value));
      return;
    }
    const part = this.#draft;
    if (part === undefined) throw this.#error(`${keyword} before the first Volume`);
    this.#takeItem(part, keyword, value);
  }

  /** Stands before its Volume; in files written by hand also behind it. */
  #takeStorage(storage: ByteString): void {
    this.#storage = storage;
    const part = this.#draft;
    if (part !== undefined && part.storage === undefined && part.sessionIds.length === 0) part.storage = storage;
  }

  #takeItem(part: Draft, keyword: string, value: ByteString): void {
    const text = TEXTS.get(keyword);
    const number = NUMBERS.get(keyword);
    const names = NAMES.get(keyword);
    const ranges = RANGES.get(keyword);
    if (text !== undefined) part[text] = unquote(value);
    else if (number !== undefined) part[number] = this.#integer(value);
    else if (names !== undefined) part[names].push(...unquote(value).split('|', NAMES_MAX));
    else if (ranges !== undefined) this.#addRanges(part[ranges], value);
    else if (keyword === 'volfile') this.#addRanges(this.#halves.files, value);
    else if (keyword === 'volblock') this.#addRanges(this.#halves.blocks, value);
    else if (!IGNORED.has(keyword)) throw this.#error(`unknown keyword ${keyword}`);
  }

  #openPart(volumes: ByteString): void {
    this.#closePart();
    if (volumes === '') throw this.#error('no Volume named');
    const storage = this.#storage;
    this.#draft = bootstrapPart(volumes.split('|', NAMES_MAX), storage === undefined ? {} : { storage }) as Draft;
  }

  #closePart(): void {
    if (this.#draft === undefined) return;
    this.#joinHalves(this.#draft);
    this.#parts.push(this.#draft);
    this.#draft = undefined;
  }

  #joinHalves(part: Draft): void {
    const { files, blocks } = this.#halves;
    const pairs = Math.min(files.length, blocks.length);
    for (let i = 0; i < pairs; i++) {
      const [file, block] = [files[i], blocks[i]];
      if (file === undefined || block === undefined) break;
      part.addresses.push({ first: file.first * FILE_HALF + block.first, last: file.last * FILE_HALF + block.last });
    }
    this.#halves = { files: [], blocks: [] };
  }

  #addRanges(into: Range[], value: ByteString): void {
    for (const item of value.split(',')) {
      if (++this.#ranges > RANGES_MAX) throw new BootstrapTooLargeError(`more than ${RANGES_MAX} ranges`);
      const match = /^\s*(\d{1,15})\s*(?:-\s*(\d{1,15})\s*)?$/.exec(item);
      if (match === null) throw this.#error('expected a number or a range');
      const first = Number(match[1]);
      const last = match[2] === undefined ? first : Number(match[2]);
      if (last < first) throw this.#error('range runs backwards');
      into.push({ first, last });
    }
  }

  #integer(value: ByteString): number {
    if (!/^\d{1,15}$/.test(value)) throw this.#error('expected a number');
    return Number(value);
  }

  #error(found: string): BootstrapSyntaxError {
    return new BootstrapSyntaxError(this.#at.number, this.#at.line, found);
  }
}

const unquote = (value: ByteString): ByteString =>
  value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
