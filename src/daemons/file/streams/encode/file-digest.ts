/** The digest that is recorded of a file, out of those that were computed of it. */
import { digestOfSignature } from '../digest/digest-kind.ts';
import type { DigestName } from '../digest/digest-name.ts';
import type { DataEntry, FileDigest } from '../file-encoder.ts';
import type { LaneDigests } from '../lanes/hash-lane.ts';

/** Undefined: the options ask for none. */
export function fileDigest({ options }: DataEntry, digests: LaneDigests): FileDigest | undefined {
  const kind = digestOfSignature(options.signature);
  return kind && new OneDigest(kind.stream, kind.name, digests);
}

/**
 * A class, for there is one of each file: V8 makes a getter that stands in a literal anew for each object, among its old ones,
 * where it lies until they are collected.
 */
class OneDigest implements FileDigest {
  readonly stream: number;
  readonly #name: DigestName;
  readonly #digests: LaneDigests;

  constructor(stream: number, name: DigestName, digests: LaneDigests) {
    this.stream = stream;
    this.#name = name;
    this.#digests = digests;
  }

  get bytes(): Buffer | undefined {
    return this.#digests.values?.get(this.#name);
  }

  async known(): Promise<Buffer> {
    return (await this.#digests.known()).get(this.#name) as Buffer;
  }
}
