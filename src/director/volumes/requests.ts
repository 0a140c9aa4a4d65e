/**
 * A Storage Daemon's catalog requests and our answers, as values (03 §5). The wire's layout for each version is the
 * protocol room's; these types are the shape that both sides of the Director agree on.
 */
import type { ByteString } from '../../core/index.ts';

export type CatalogRequest =
  | FindMediaRequest
  | GetVolInfoRequest
  | UpdateMediaRequest
  | CreateJobMediaRequest
  | { readonly kind: 'unknown'; readonly text: ByteString };

/** `index` 1, 2, 3 …: the n-th candidate. */
export interface FindMediaRequest {
  readonly kind: 'findMedia';
  readonly index: number;
  readonly poolName: ByteString;
  readonly mediaType: ByteString;
  readonly volType: number;
  /** False when the Storage's file system is nearly full; 9.6.7 never says so. */
  readonly create: boolean;
  readonly useProtect: boolean;
}

export interface GetVolInfoRequest {
  readonly kind: 'getVolInfo';
  readonly volumeName: ByteString;
  readonly write: boolean;
}

/** Counters are absolute; VolReadTime and VolWriteTime in microseconds, times in unix seconds with 0 for unknown. */
export interface UpdateMediaRequest {
  readonly kind: 'updateMedia';
  readonly volumeName: ByteString;
  readonly volJobs: number;
  readonly volFiles: number;
  readonly volBlocks: number;
  readonly volBytes: bigint;
  readonly volABytes: bigint;
  readonly volHoleBytes: bigint;
  readonly volHoles: number;
  readonly volMounts: number;
  readonly volErrors: number;
  readonly volWrites: bigint;
  readonly endTimeSec: number;
  readonly volStatus: ByteString;
  readonly slot: number;
  readonly relabel: boolean;
  readonly inChanger: boolean;
  readonly volReadTimeUs: bigint;
  readonly volWriteTimeUs: bigint;
  readonly firstWrittenSec: number;
  readonly volType: number;
  readonly volParts: number;
  readonly volCloudParts: number;
  readonly lastPartBytes: bigint;
  readonly enabled: number;
  readonly recycle: boolean;
}

export interface CreateJobMediaRequest {
  readonly kind: 'createJobMedia';
  readonly ranges: readonly JobMediaRange[];
}

/** One contiguous range of a Job on a Volume (05 §5). First = last = 0 is a placeholder that pins a new Volume. */
export interface JobMediaRange {
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly startFile: number;
  readonly endFile: number;
  readonly startBlock: number;
  readonly endBlock: number;
  readonly mediaId: number;
}

export type CatalogAnswer =
  | { readonly kind: 'volume'; readonly volume: VolumeAnswer }
  | { readonly kind: 'ok'; readonly request: 'CreateJobMedia' }
  /** `code` 1901, 1990, 1991, 1992, 1993, 1997 or 1998 and the sentence behind it. */
  | { readonly kind: 'refused'; readonly code: number; readonly text: ByteString };

/** The fields of `1000 OK VolName=…` (03 §5.4). */
export interface VolumeAnswer {
  readonly volumeName: ByteString;
  readonly volJobs: number;
  readonly volFiles: number;
  readonly volBlocks: number;
  readonly volBytes: bigint;
  readonly volABytes: bigint;
  readonly volHoleBytes: bigint;
  readonly volHoles: number;
  readonly volMounts: number;
  readonly volErrors: number;
  readonly volWrites: bigint;
  readonly maxVolBytes: bigint;
  readonly volCapacityBytes: bigint;
  readonly volStatus: ByteString;
  readonly slot: number;
  readonly maxVolJobs: number;
  readonly maxVolFiles: number;
  readonly inChanger: boolean;
  readonly volReadTimeUs: bigint;
  readonly volWriteTimeUs: bigint;
  readonly endFile: number;
  readonly endBlock: number;
  readonly volType: number;
  readonly labelType: number;
  readonly mediaId: number;
  readonly scratchPoolId: number;
  readonly volParts: number;
  readonly volCloudParts: number;
  readonly lastPartBytes: bigint;
  readonly enabled: number;
  readonly recycle: boolean;
  readonly volRetentionSec: bigint;
}
