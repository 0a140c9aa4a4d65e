/**
 * What answering a Storage Daemon's catalog requests needs to know about the Job that it asks for. Whoever runs a Job
 * makes one of these when the Storage is chosen, and keeps it until the Job ends.
 */
import type { Catalog } from '../../catalog/index.ts';
import type { ByteString, Clock } from '../../core/index.ts';
import type { LabelFacts } from './label-format/facts.ts';
import type { PoolRules } from './pool-rules.ts';

/** The kinds of Job messages that Volumes give rise to. */
export type VolumeMessageType = 'info' | 'warning' | 'error' | 'mount';

/** The Storage that the Job writes to, as selection sees it. */
export interface VolumeStorage {
  readonly storageId: number;
  /** True where the Storage resource is an Autochanger: Volumes in its slots are preferred. */
  readonly autochanger: boolean;
  readonly mediaType: ByteString;
}

/** A Counter resource that LabelFormat may name; without a Catalog it counts from `minimum` since the start. */
export interface CounterRules {
  readonly minimum: number;
  readonly maximum: number;
}

export interface VolumeContext {
  readonly catalog: Catalog;
  readonly jobId: number;
  /** When the Job started: FirstWritten and LabelDate of what it writes first. */
  readonly jobStart: Date;
  /** AutoPrune of the Director resource, and PruneVolumes of the Job; the Pool's own AutoPrune is asked besides. */
  readonly pruning: { readonly director: boolean; readonly job: boolean };
  /** The Pool in effect; for copies the Pool that is written to. */
  readonly pool: PoolRules;
  readonly poolId: number;
  readonly storage: VolumeStorage;
  /** The number in `3000 OK Hello`: it decides how an answer is laid out. */
  readonly sdVersion: number;
  /** What LabelFormat may name: Job, Client, Level and so on. */
  readonly label: LabelFacts;
  readonly counters?: ReadonlyMap<ByteString, CounterRules>;
  /** The Director's environment, the last place where LabelFormat looks. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** True from when the Storage has reserved a device: from then on it has one Volume at a time in its hands. */
  reserved?(): boolean;
  /** A message of the Job. `text` has no newline at its end. */
  say(type: VolumeMessageType, text: ByteString): void;
  /** Media ids offered since FindMedia 1; begin with an empty array and leave it alone. */
  readonly offered: number[];
}
