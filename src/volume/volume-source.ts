/** What readers of Volumes need of a Volume: bytes at addresses. Devices implement it; this room does no I/O. */
import type { ByteString } from '../core/index.ts';

export interface VolumeSource {
  /** The Volume's name, for what is said about it. */
  readonly volume: ByteString;
  /** Where it ends when reading begins; what is written behind that later is not read. */
  readonly sizeBytes: number;
  /** Fills `buffer` from `position` on as far as there is something; fewer bytes only at the end. */
  read(buffer: Buffer, position: number): Promise<number>;
}
