/** The letters of an `O` line (specification 02 §4, 07 §3.2) to what they ask for. */
import type { ByteString } from '../../../core/index.ts';
import { type Compression, type FileOptions, NO_OPTIONS, type Signature } from './file-options.ts';

export interface ReadLetters {
  readonly flags: FileOptions;
  /** Letters of the Accurate, BaseJob and Verify options, as they stood. */
  readonly accurate: ByteString;
  readonly baseJob: ByteString;
  readonly verify: ByteString;
  readonly unknown: readonly ByteString[];
}

type Draft = { -readonly [Name in keyof FileOptions]: FileOptions[Name] };

/** Letters that stand for themselves. `d` (Dedup) has its effect at the Storage only. */
const LETTERS: Readonly<Record<string, Partial<FileOptions>>> = {
  f: { oneFs: false },
  h: { recurse: false },
  s: { sparse: true },
  H: { hardLinks: false },
  a: { replace: 'a' },
  w: { replace: 'w' },
  n: { replace: 'n' },
  r: { readFifo: true },
  p: { portable: true },
  m: { mtimeOnly: true },
  k: { keepAtime: true },
  K: { noAtime: true },
  e: { exclude: true },
  A: { acl: true },
  X: { xattr: true },
  i: { ignoreCase: true },
  R: { hfsPlus: true },
  c: { checkFileChanges: true },
  N: { honorNoDump: true },
  M: { signature: 'MD5' },
  W: {},
  '0': {},
};

const SIGNATURES: Readonly<Record<string, Signature>> = {
  '': 'SHA1',
  '1': 'SHA1',
  '2': 'SHA256',
  '3': 'SHA512',
  '5': 'XXHASH64',
  '6': 'XXH3_64',
  '7': 'XXH3_128',
};

const COMPRESSIONS: Readonly<Record<string, Compression>> = {
  o: { algorithm: 'lzo' },
  r: { algorithm: 'zstd', level: 1 },
  s: { algorithm: 'zstd', level: 3 },
  u: { algorithm: 'zstd', level: 10 },
  t: { algorithm: 'zstd', level: 19 },
};

/** One option: a letter with what belongs to it. Letters with a text end at a colon, or with the line. */
const OPTION = /([VCJ])([^:]*):?|P(\d*):?|S([123567]?)|Z([1-9orsut]?)|d[012]?|([\s\S])/g;

export function readLetters(letters: ByteString): ReadLetters {
  const flags: Draft = { ...NO_OPTIONS };
  const texts = { C: '', J: '', V: '' };
  const unknown: ByteString[] = [];
  for (const [whole, text, value = '', strip, signature, compression, letter] of letters.matchAll(OPTION)) {
    if (text !== undefined) texts[text as keyof typeof texts] += value;
    else if (strip !== undefined) flags.stripPath = Math.min(Number(strip), Number.MAX_SAFE_INTEGER);
    else if (signature !== undefined) flags.signature = SIGNATURES[signature];
    else if (compression !== undefined) flags.compression = compressionOf(compression) ?? flags.compression;
    else if (letter !== undefined && !/\s/.test(letter)) {
      const known = LETTERS[letter];
      if (known === undefined) unknown.push(letter);
      else Object.assign(flags, known);
    }
    if (whole === 'Z') unknown.push(whole);
  }
  return { flags, accurate: texts.C, baseJob: texts.J, verify: texts.V, unknown };
}

const compressionOf = (letter: string): Compression | undefined =>
  /[1-9]/.test(letter) ? { algorithm: 'gzip', level: Number(letter) } : COMPRESSIONS[letter];
