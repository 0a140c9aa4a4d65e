/** A session as the writer of its drive sees it. */
import type { FinishedBlock } from '../../../../volume/index.ts';
import type { Seat } from '../drive.ts';
import type { StorageJob, VolumeCatalog } from '../storage-job.ts';
import type { JobMediaRanges, RangeVolume } from './job-media.ts';

export interface Party {
  readonly job: StorageJob;
  /** Its Director; calls queue. */
  readonly catalog: VolumeCatalog;
  readonly seat: Seat;
  readonly ranges: JobMediaRanges;
  /** How many Volumes it has written on, this one included. */
  volumes: number;
  /** 1 where it wrote the label of its first Volume itself (page 05 §2.3). */
  firstNumber: 0 | 1;
  /** Why it will write nothing more. */
  readonly failure: Error | undefined;
  /** Aborts with the failure. */
  readonly signal: AbortSignal;
  fail(error: Error): void;
  /** The block is on the Volume, in order, not yet synced. */
  written(volume: RangeVolume, block: FinishedBlock, address: number): void;
  /** The block will never be written: its session has failed. */
  dropped(block: FinishedBlock): void;
}

/** A block on its way to a Volume. */
export interface Outgoing {
  readonly data: Buffer;
  readonly block: FinishedBlock;
  readonly party: Party;
}
