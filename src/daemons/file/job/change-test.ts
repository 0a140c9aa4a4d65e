/**
 * Has a file changed since the Catalog saw it? The letters of the FileSet's Accurate, BaseJob or Verify options name the
 * attributes that count (specification 02 §4). Pure.
 */
import type { ByteString } from '../../../core/index.ts';
import type { FileStat } from '../native/index.ts';
import type { KnownFile } from './accurate-table.ts';

export interface ChangeTest {
  /** Attributes of which one must differ. */
  readonly letters: readonly string[];
  /** `A`: save it whatever it is. */
  readonly always: boolean;
  /** `M`: as an Incremental without a list would judge it. */
  readonly sinceToo: boolean;
  /** `5 1 2 3 6 7 8`: contents count too. */
  readonly digest: boolean;
  /** `o`: contents are compared only where attributes differ, and where they are equal only the attributes are saved. */
  readonly attributesOnly: boolean;
}

const ATTRIBUTES = 'ipnugsamcd';
const DIGESTS = /[1235678]/;

/** An empty string means the default. */
export function changeTest(letters: ByteString, standard: ByteString): ChangeTest {
  const chosen = letters === '' ? standard : letters;
  return {
    letters: [...ATTRIBUTES].filter((letter) => chosen.includes(letter)),
    always: chosen.includes('A'),
    sinceToo: chosen.includes('M'),
    digest: DIGESTS.test(chosen),
    attributesOnly: chosen.includes('o') && DIGESTS.test(chosen),
  };
}

/** Attributes only; contents are another matter. */
export const attributesDiffer = (test: ChangeTest, stat: FileStat, known: KnownFile): boolean =>
  test.letters.some((letter) => DIFFERS[letter]?.(stat, known));

const DIFFERS: Readonly<Record<string, (stat: FileStat, known: KnownFile) => boolean>> = {
  i: (stat, known) => stat.ino !== known.ino,
  p: (stat, known) => stat.mode !== known.mode,
  n: (stat, known) => stat.nlink !== known.nlink,
  u: (stat, known) => stat.uid !== known.uid,
  g: (stat, known) => stat.gid !== known.gid,
  s: (stat, known) => stat.sizeBytes !== known.sizeBytes,
  a: (stat, known) => stat.atimeSec !== known.atimeSec,
  m: (stat, known) => stat.mtimeSec !== known.mtimeSec,
  c: (stat, known) => stat.ctimeSec !== known.ctimeSec,
  d: (stat, known) => stat.sizeBytes < known.sizeBytes,
};
