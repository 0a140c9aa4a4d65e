/** One thing that is being restored, from its attributes to its times. */
import type { ByteString } from '../../../../core/index.ts';

export interface RestoredEntry {
  /** Where its ACLs and extended attributes go; the last name is never followed. Undefined: it has none of its own. */
  readonly path: ByteString | undefined;
  /** Bytes of its data; `address` undefined: right behind those before. Throws as Node's fs does, or TargetError. */
  write(bytes: Buffer, address: number | undefined): void;
  /** All data is there: owner and mode. Returns what did not work. */
  settle(): readonly ByteString[];
  /** Everything else was applied: times. Returns what did not work. */
  close(): readonly ByteString[];
}
