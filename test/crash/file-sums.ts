/** One checksum a file over all its records: streams, lengths and bytes, in their order. */
import { createHash, type Hash } from 'node:crypto';

export class FileSums {
  readonly #open = new Map<number, Hash>();
  bytes = 0;

  add(fileIndex: number, stream: number, data: Buffer): void {
    const hash = this.#open.get(fileIndex) ?? createHash('sha1');
    this.#open.set(fileIndex, hash);
    hash.update(`${stream} ${data.length} `).update(data);
    this.bytes += data.length;
  }

  /** By FileIndex. May be called once. */
  finish(): Map<number, string> {
    return new Map([...this.#open].map(([fileIndex, hash]) => [fileIndex, hash.digest('base64')]));
  }
}

/** What is wrong with `found`, in a sentence; undefined: equal. */
export function compareSums(
  expected: ReadonlyMap<number, string>,
  found: ReadonlyMap<number, string>,
): string | undefined {
  const missing = [...expected.keys()].filter((fileIndex) => !found.has(fileIndex));
  if (missing.length > 0) return `${missing.length} of ${expected.size} files are missing, the first is ${missing[0]}`;
  const wrong = [...expected].filter(([fileIndex, sum]) => found.get(fileIndex) !== sum);
  if (wrong.length > 0) return `${wrong.length} of ${expected.size} files differ, the first is ${wrong[0]?.[0]}`;
  return found.size === expected.size ? undefined : `${found.size - expected.size} files are too many`;
}
