/** From a record to its row in a batch: the name is cut, and its path is known, or has to be found out. */
import type { ByteString } from '../../core/index.ts';
import { repairUtf8 } from '../utf8.ts';
import type { FileRecord } from './attribute-ingest.ts';
import type { Batch } from './batch.ts';
import type { PathCache } from './path-cache.ts';
import { fitName, isDirectlyBelow, pathOf } from './split-name.ts';

export class Placement {
  readonly #paths: PathCache;
  readonly #utf8: boolean;
  // Files of one folder come one after the other: what was found out about its path holds for the next file too.
  #prefix: ByteString | undefined;
  #pathId: number | undefined;

  constructor(paths: PathCache, utf8: boolean) {
    this.#paths = paths;
    this.#utf8 = utf8;
  }

  /** The path of the last record is looked up anew. */
  lookAgain(): void {
    this.#prefix = undefined;
  }

  place(batch: Batch, record: FileRecord): void {
    const name = this.#utf8 ? repairUtf8(record.name) : record.name;
    if (this.#prefix === undefined || !isDirectlyBelow(name, this.#prefix)) {
      this.#prefix = pathOf(name);
      this.#pathId = this.#paths.get(this.#prefix);
      if (this.#pathId !== undefined) batch.relyOn(this.#prefix, this.#pathId);
    }
    const { fileIndex, deltaSeq, lstat, digest } = record;
    const row = { fileIndex, deltaSeq, filename: fitName(name.slice(this.#prefix.length)), lstat, digest };
    if (this.#pathId === undefined) batch.addUnresolved(row, this.#prefix);
    else batch.addResolved(row, this.#pathId);
  }
}
