/**
 * Which digests to compute while a file is written: the record that says so comes behind the data. Files of one Job mostly
 * have the same; only until the first one has told it, all are computed.
 */
import { DIGEST_KINDS, type DigestName } from '../../streams/index.ts';

export class DigestExpectation {
  readonly #always: readonly DigestName[];
  readonly #seen = new Set<DigestName>();
  #told = false;

  /** `always`: what signatures are checked with. */
  constructor(always: readonly DigestName[]) {
    this.#always = always;
  }

  get names(): readonly DigestName[] {
    if (!this.#told) return DIGEST_KINDS.map(({ name }) => name);
    return [...new Set([...this.#always, ...this.#seen])];
  }

  /** A file had this one; undefined: it had none. */
  tell(name: DigestName | undefined): void {
    this.#told = true;
    if (name !== undefined) this.#seen.add(name);
  }
}
