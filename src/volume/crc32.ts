/**
 * CRC-32 as zlib has it. Node's zlib has no vector instructions for it, and these sums were the largest part of what a
 * Storage Daemon does itself with a byte (decision 97). An npm package that holds nothing but this function is asked where
 * there is one for this machine, and Node where not: the sums are the same.
 */
import { createRequire } from 'node:module';
import { crc32 as nodeCrc32 } from 'node:zlib';

type Crc32 = (bytes: Buffer) => number;

/** It is optional: not every platform has one. */
const PACKAGE = `@node-rs/crc32-${process.platform}-${process.arch}-gnu`;
const loadPackage = (): unknown => createRequire(import.meta.url)(PACKAGE);

/** Lengths on either side of those at which such functions change their way. */
const PROBES = [0, 1, 15, 16, 63, 129, 1021, 4096, 64_508].map((length) =>
  Buffer.from(Array.from({ length }, (_, at) => (at * 167) & 0xff)),
);

/** Undefined: it is not here, or it cannot add; wrong sums would make whole Volumes look damaged. */
export function findVectorCrc32(load = loadPackage): Crc32 | undefined {
  try {
    const { crc32: sum } = load() as { readonly crc32: Crc32 };
    return PROBES.every((bytes) => sum(bytes) === nodeCrc32(bytes)) ? sum : undefined;
  } catch {
    return undefined;
  }
}

export const crc32: Crc32 = findVectorCrc32() ?? nodeCrc32;
