/**
 * The packets between a Director's `fileset` and its EOD to a FileSet (specification 02 §4). A pattern is compiled here,
 * so that a mistake in one is known before the Job begins.
 */
import { type ByteString, displayText } from '../../../core/index.ts';
import { FileSetError } from './errors.ts';
import type { FileSet, IncludeBlock, OptionsBlock } from './file-set.ts';
import { readLetters } from './option-letters.ts';
import type { Pattern } from './pattern.ts';
import { compileRegex } from './regex/compile.ts';
import { compileWildcard } from './wildcard.ts';

export interface ParsedFileSet {
  readonly fileSet: FileSet;
  /** What was passed over, for the Job's log; each counts as an error, as it does at genuine Clients. */
  readonly complaints: readonly ByteString[];
}

const ACCURATE_DEFAULT = 'mcs';
const BASE_JOB_DEFAULT = 'spug5';

/** @throws FileSetError, RegexError */
export function parseFileSet(packets: Iterable<ByteString>): ParsedFileSet {
  const reader = new Reader();
  for (const packet of packets) reader.take(packet);
  return reader.finish();
}

type Draft<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

/** A pattern waits for the end of its block: the letters say whether case counts. */
type Waiting = { readonly code: string; readonly text: ByteString };

interface OpenOptions {
  readonly letters: ByteString;
  readonly waiting: Waiting[];
  /** File systems and plugins. */
  readonly others: Waiting[];
}

class Reader {
  readonly #includes: Draft<IncludeBlock>[] = [];
  readonly #excludes: ByteString[] = [];
  readonly #complaints: ByteString[] = [];
  #block: Draft<IncludeBlock> | undefined;
  #options: OpenOptions | undefined;

  take(packet: ByteString): void {
    const [, code = '', text = ''] = /^(\S*)[ \t]?([\s\S]*)$/.exec(packet) ?? [];
    const value = text.replace(/[\s\0]+$/, '');
    if (code === 'I') this.#begin(true);
    else if (code === 'E') this.#begin(false);
    else if (this.#block === undefined) throw new FileSetError(`it begins with ${shown(packet)}`);
    else if (code === 'N') this.#endOptions();
    else this.#item(code, value, packet);
  }

  finish(): ParsedFileSet {
    this.#endOptions();
    for (const block of this.#includes) {
      if (block.accurate === '') block.accurate = ACCURATE_DEFAULT;
      if (block.baseJob === '') block.baseJob = BASE_JOB_DEFAULT;
    }
    return { fileSet: { includes: this.#includes, excludes: this.#excludes }, complaints: this.#complaints };
  }

  #begin(include: boolean): void {
    this.#endOptions();
    this.#block = emptyBlock();
    if (include) this.#includes.push(this.#block);
    // One list for all Exclude blocks: they differ in nothing.
    else this.#block.files = this.#excludes;
  }

  #item(code: string, value: ByteString, packet: ByteString): void {
    const block = this.#block as Draft<IncludeBlock>;
    switch (code) {
      case 'F':
        if (value !== '') block.files.push(value);
        return;
      case 'P':
        block.plugins.push(value);
        return;
      case 'Z':
        block.excludeDirContaining = value === '' ? undefined : value; // of several the last, as in genuine Clients
        return;
      case 'O':
        this.#endOptions();
        this.#options = { letters: value, waiting: [], others: [] };
        return;
      case 'R':
      case 'RD':
      case 'RF':
      case 'W':
      case 'WD':
      case 'WF':
      case 'WB':
        this.#optionsFor(packet).waiting.push({ code, text: value });
        return;
      case 'X':
      case 'XD':
      case 'G':
        this.#optionsFor(packet).others.push({ code, text: value });
        return;
      case 'B':
      case 'D':
      case 'T':
        return; // of older Directors; no effect
      default:
        throw new FileSetError(`Invalid FileSet command: ${shown(packet)}`);
    }
  }

  #optionsFor(packet: ByteString): OpenOptions {
    if (this.#options === undefined) throw new FileSetError(`${shown(packet)} stands outside of Options`);
    return this.#options;
  }

  #endOptions(): void {
    if (this.#options === undefined) return;
    const { letters, waiting, others } = this.#options;
    this.#options = undefined;
    const { flags, accurate, baseJob, verify, unknown } = readLetters(letters);
    for (const letter of unknown) this.#complaints.push(`Unknown include/exclude option: ${letter}`);
    const block = this.#block as Draft<IncludeBlock>;
    if (accurate !== '') block.accurate = accurate;
    if (baseJob !== '') block.baseJob = baseJob;
    if (verify !== '') block.verify += `V${verify}`;
    const textsOf = (code: string): ByteString[] => others.filter((item) => item.code === code).map(({ text }) => text);
    block.options.push({
      flags,
      ...compilePatterns(waiting, flags.ignoreCase),
      fsTypes: textsOf('X'),
      driveTypes: textsOf('XD'),
      plugin: textsOf('G').at(-1),
    });
  }
}

const emptyBlock = (): Draft<IncludeBlock> => ({
  excludeDirContaining: undefined,
  options: [],
  files: [],
  plugins: [],
  accurate: '',
  baseJob: '',
  verify: 'V',
});

function compilePatterns(
  waiting: readonly Waiting[],
  ignoreCase: boolean,
): Pick<OptionsBlock, 'forDirectories' | 'forOthers'> {
  const forDirectories: Pattern[] = [];
  const forOthers: Pattern[] = [];
  for (const { code, text } of waiting) {
    const pattern = code.startsWith('R') ? compileRegex(text, { ignoreCase }) : compileWildcard(text, { ignoreCase });
    if (!/.[FB]/.test(code)) forDirectories.push(pattern);
    if (!/.D/.test(code)) forOthers.push(pattern);
  }
  return { forDirectories, forOthers };
}

const shown = (packet: ByteString): string => displayText(packet.trimEnd().slice(0, 200));
