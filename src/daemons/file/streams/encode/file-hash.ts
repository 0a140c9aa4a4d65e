/** The digests of one file while it is read: here, or in a thread of its own where the file is large. */
import type { DigestName } from '../digest/digest-name.ts';
import { type Digest, openDigest } from '../digest/open-digest.ts';
import type { HashLane, LaneDigests } from '../lanes/hash-lane.ts';
import type { OutputBlock } from '../output/output-blocks.ts';

export type Digests = ReadonlyMap<DigestName, Buffer>;

export interface FileHash {
  /** A piece of the file, in its order. */
  update(bytes: Buffer): void;
  end(): LaneDigests;
}

/** Pieces that lie in the blocks that are sent. */
export interface BlockHash {
  /** To be waited for before each piece. */
  full(): Promise<void> | undefined;
  update(block: OutputBlock, at: number, bytes: number): void;
  end(): LaneDigests;
}

export function openFileHash(names: readonly DigestName[]): FileHash {
  const running = names.map((name): [DigestName, Digest] => [name, openDigest(name)]);
  return {
    update(bytes) {
      for (const [, digest] of running) digest.update(bytes);
    },
    end: () => known(new Map(running.map(([name, digest]) => [name, digest.digest()]))),
  };
}

const empty = new Map<string, LaneDigests>();

/** Computed once for each set. */
export function digestsOfNothing(names: readonly DigestName[]): LaneDigests {
  const key = names.join();
  const digests = empty.get(key) ?? openFileHash(names).end();
  empty.set(key, digests);
  return digests;
}

const known = (values: Digests): LaneDigests => ({ values, known: () => Promise.resolve(values) });

/** `lane`: the thread to leave it to; it has one file at a time. */
export function openBlockHash(names: readonly DigestName[], lane: HashLane | undefined): BlockHash {
  if (lane === undefined) return hereHash(openFileHash(names));
  let begun = lane.begin(names);
  return {
    full() {
      const waiting = begun ?? lane.full();
      begun = undefined;
      return waiting;
    },
    update(block, at, bytes) {
      const ticket = lane.update(block.offset + at, bytes);
      block.hashed = () => (lane.passed(ticket) ? undefined : lane.reached(ticket));
    },
    end: () => lane.end(),
  };
}

const hereHash = (hash: FileHash): BlockHash => ({
  full: () => undefined,
  update: (block, at, bytes) => hash.update(block.bytes.subarray(at, at + bytes)),
  end: () => hash.end(),
});
