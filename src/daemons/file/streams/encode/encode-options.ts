/** What the saving of a Job's files needs. */
import type { Pki } from '../../crypto/index.ts';
import type { FramedWriter } from '../output/framed-writer.ts';
import type { Pause } from '../read/data-reader.ts';

export interface EncodeOptions {
  readonly writer: FramedWriter;
  readonly pki: Pki;
  /** Bytes of a record; 0 or nothing: 65536. */
  readonly chunkBytes?: number | undefined;
  /** Asked before each record, so that a Job can be stopped or slowed down; what it throws ends `encode`. */
  readonly pause?: Pause | undefined;
  /** Threads beside the calling one; default: as many as there are other processors. */
  readonly threads?: number | undefined;
}

const RECORD_BYTES = 65_536;
const RECORD_BYTES_MIN = 1024;
const RECORD_BYTES_MAX = 256 * 1024;

export function recordBytesOf({ chunkBytes = 0 }: Pick<EncodeOptions, 'chunkBytes'>): number {
  if (chunkBytes === 0) return RECORD_BYTES;
  return Math.min(RECORD_BYTES_MAX, Math.max(RECORD_BYTES_MIN, chunkBytes));
}
