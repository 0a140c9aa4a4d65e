/** Devices, mounted Volumes and waiting Jobs as facts, for `status` and `.status` (page 03 §8.1, §8.2). */
import type { ByteString } from '../../../core/index.ts';
import type { DeviceTraffic } from '../device/index.ts';
import type { SpoolFacts } from '../spool/index.ts';

export interface DeviceFacts {
  readonly name: ByteString;
  readonly archiveDevice: ByteString;
  readonly mediaType: ByteString;
  /** The changer it belongs to. */
  readonly autochanger: ByteString | undefined;
  readonly driveIndex: number;
  readonly enabled: boolean;
  readonly readOnly: boolean;
  readonly autoSelect: boolean;
  readonly maximumConcurrentJobs: number;
  readonly maximumVolumeSizeBytes: number;
  /** A Volume is open for reading or appending right now. */
  readonly open: boolean;
  readonly volume: ByteString | undefined;
  readonly pool: ByteString | undefined;
  readonly mode: 'append' | 'read' | undefined;
  readonly writers: number;
  readonly reserved: number;
  /** `waiting to create a volume`, `waiting for mount`, `user unmounted`; undefined: not blocked. */
  readonly blocked: ByteString | undefined;
  readonly blockedForPool: ByteString | undefined;
  /** Of the Volume as it is mounted: where the next block goes, and what has been written since it was mounted. */
  readonly address: number;
  readonly bytes: number;
  readonly blocks: number;
  /** Of the file system; undefined where it cannot be asked. */
  readonly freeBytes: number | undefined;
  readonly totalBytes: number | undefined;
  readonly traffic: DeviceTraffic;
  readonly jobIds: readonly number[];
}

export interface ChangerFacts {
  readonly name: ByteString;
  readonly devices: readonly ByteString[];
}

export interface WaitingJobFacts {
  readonly jobId: number;
  readonly job: ByteString;
  /** Lines with 36xx codes: why each device was passed over. */
  readonly reasons: readonly ByteString[];
}

/** A Volume that Jobs use, or are going to. */
export interface UsedVolumeFacts {
  readonly volume: ByteString;
  readonly device: ByteString;
  readonly archiveDevice: ByteString;
  /** Jobs that read it, append to it, and have a place on the drive without either. */
  readonly readers: number;
  readonly writers: number;
  readonly reserves: number;
}

export interface MediaFacts {
  readonly devices: readonly DeviceFacts[];
  readonly autochangers: readonly ChangerFacts[];
  readonly waiting: readonly WaitingJobFacts[];
  readonly volumes: readonly UsedVolumeFacts[];
  /** Of data. */
  readonly spooling: SpoolFacts;
}
