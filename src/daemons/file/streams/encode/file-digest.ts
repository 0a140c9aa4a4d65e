/** The digest that is recorded of a file, out of those that were computed of it. */
import { digestOfSignature } from '../digest/digest-kind.ts';
import type { DataEntry, FileDigest } from '../file-encoder.ts';
import type { LaneDigests } from '../lanes/hash-lane.ts';

/** Undefined: the options ask for none. */
export function fileDigest({ options }: DataEntry, digests: LaneDigests): FileDigest | undefined {
  const kind = digestOfSignature(options.signature);
  if (kind === undefined) return undefined;
  return {
    stream: kind.stream,
    get bytes() {
      return digests.values?.get(kind.name);
    },
    known: async () => (await digests.known()).get(kind.name) as Buffer,
  };
}
