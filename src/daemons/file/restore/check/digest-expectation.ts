/**
 * Which digests to compute while a file is written: the record that says so comes behind the data. Files of one Job mostly
 * have the same. Until the first one has told it all are computed, and of a very large file only the one that most FileSets
 * ask for: all of them would take ten times as long as the restore. Who has saved the Job himself, not long ago, knows.
 */
import { DIGEST_KINDS, type DigestName } from '../../streams/index.ts';

/** So large that a guess is better. */
export const GUESSED_BYTES_MIN = 16 * 1024 * 1024;
const USUAL: DigestName = 'md5';

export class DigestExpectation {
  readonly #always: readonly DigestName[];
  readonly #seen: Set<DigestName>;
  #told: boolean;

  /** `always`: what signatures are checked with. `known`: what its FileSet asked for when the Job was saved. */
  constructor(always: readonly DigestName[], known?: readonly DigestName[]) {
    this.#always = always;
    this.#seen = new Set(known);
    this.#told = known !== undefined;
  }

  namesFor(sizeBytes: number): readonly DigestName[] {
    // Who signed may have chosen another digest than we would.
    const all = sizeBytes < GUESSED_BYTES_MIN || this.#always.length > 0;
    if (!this.#told && all) return DIGEST_KINDS.map(({ name }) => name);
    if (!this.#told) return [USUAL];
    return [...new Set([...this.#always, ...this.#seen])];
  }

  /** A file had this one, or was signed with it; undefined: it had none. */
  tell(name: DigestName | undefined): void {
    this.#told = true;
    if (name !== undefined) this.#seen.add(name);
  }
}
