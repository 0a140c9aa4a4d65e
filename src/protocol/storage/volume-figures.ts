/** What both sides say of a Volume: the Director in its answers, a Storage Daemon in UpdateMedia (page 03 §5.3, §5.4). */
import type { ByteString } from '../../core/index.ts';

export interface VolumeFigures {
  readonly volume: ByteString;
  readonly jobs: number;
  readonly files: number;
  readonly blocks: number;
  readonly bytes: number;
  readonly alignedBytes: number;
  readonly holeBytes: number;
  readonly holes: number;
  readonly mounts: number;
  readonly errors: number;
  readonly writes: number;
  readonly maxBytes: number;
  readonly status: ByteString;
  readonly slot: number;
  readonly inChanger: boolean;
  readonly readTimeUs: number;
  readonly writeTimeUs: number;
  readonly volumeType: number;
  readonly parts: number;
  readonly cloudParts: number;
  readonly lastPartBytes: number;
  readonly enabled: number;
  readonly recycle: boolean;
  readonly protected: boolean;
  readonly useProtect: boolean;
  readonly encrypted: boolean;
}
