/**
 * Paths and their PathIds, as many as fit. Two generations stand for "recently used": what is found in the old one
 * moves to the young one, and when the young one is full the old one is dropped whole. That costs nothing on a hit.
 */
import type { ByteString } from '../../core/index.ts';

/** Beside its characters, what an entry of a Map takes. */
const ENTRY_BYTES = 64;

export class PathCache {
  readonly #generationBytes: number;
  #young = new Map<ByteString, number>();
  #old = new Map<ByteString, number>();
  #youngBytes = 0;

  constructor(limitBytes: number) {
    this.#generationBytes = limitBytes / 2;
  }

  get(path: ByteString): number | undefined {
    const id = this.#young.get(path);
    if (id !== undefined) return id;
    const older = this.#old.get(path);
    if (older !== undefined) {
      this.#old.delete(path);
      this.#add(path, older);
    }
    return older;
  }

  /** `path` must own its bytes: a slice would keep the whole text alive that it was cut from. */
  set(path: ByteString, pathId: number): void {
    this.#old.delete(path);
    this.#add(path, pathId);
  }

  clear(): void {
    this.#young = new Map();
    this.#old = new Map();
    this.#youngBytes = 0;
  }

  #add(path: ByteString, pathId: number): void {
    if (this.#youngBytes >= this.#generationBytes) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngBytes = 0;
    }
    this.#young.set(path, pathId);
    this.#youngBytes += path.length + ENTRY_BYTES;
  }
}
