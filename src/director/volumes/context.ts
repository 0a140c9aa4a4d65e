/**
 * What answering a Storage Daemon's catalog requests needs to know about the Job that it asks for. The ENGINE of a Job
 * builds one of these when it has chosen the Storage, and keeps it until the Job ends.
 */
import type { Catalog } from '../../catalog/index.ts';
import type { ByteString, Clock } from '../../core/index.ts';
import type { LabelFacts } from './label-format/facts.ts';
import type { PoolRules } from './pool-rules.ts';

/** The kinds of Job messages that volumes give rise to; a subset of the Messages resource's types. */
export type VolumeMessageType = 'info' | 'warning' | 'error' | 'mount';

/** The Storage that the Job writes to, as selection sees it. */
export interface VolumeStorage {
  readonly storageId: number;
  /** True where the Storage resource is an Autochanger: Volumes in its slots are preferred. */
  readonly autochanger: boolean;
}

export interface VolumeContext {
  readonly catalog: Catalog;
  readonly jobId: number;
  /** When the Job started: FirstWritten and LabelDate of what it writes first. */
  readonly jobStart: Date;
  /** False where Job PruneVolumes and Director AutoPrune say so; the Pool's own AutoPrune is asked besides. */
  readonly pruning: { readonly director: boolean; readonly job: boolean };
  readonly pool: PoolRules;
  readonly poolId: number;
  /** Media type of the Storage chosen; GetVolInfo compares a Volume with it. */
  readonly mediaType: ByteString;
  readonly storage: VolumeStorage;
  /** What LabelFormat may name: Job, Client, Level and so on. */
  readonly label: LabelFacts;
  readonly clock: Clock;
  /** A message of the Job. `text` ends without a newline. */
  say(type: VolumeMessageType, text: ByteString): void;
  /** Media ids offered since FindMedia 1; begin with an empty array and leave it alone. */
  readonly offered: number[];
}
