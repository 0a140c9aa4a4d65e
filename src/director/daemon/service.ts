/**
 * What a running Director offers to its console: one method for each thing that an operator may ask for. Lists of what
 * lies in the Catalog (Jobs that have ended, Volumes, Pools …) are not here: they are read from the Catalog directly.
 */
import type { ByteString } from '../../core/index.ts';
import type { RestoreRequest } from '../restore/index.ts';

/** Letters as in the Catalog: 06-catalog §3. Only what may be asked for in a `run`. */
export type RunLevel = 'F' | 'D' | 'I';

/** A `run` as it was asked for; whatever is left out comes from the Job resource. */
export interface RunRequest {
  readonly job: ByteString;
  readonly level?: RunLevel;
  readonly client?: ByteString;
  readonly fileSet?: ByteString;
  readonly pool?: ByteString;
  readonly storage?: ByteString;
  readonly messages?: ByteString;
  readonly when?: Date;
  readonly priority?: number;
  readonly accurate?: boolean;
  readonly spoolData?: boolean;
  readonly comment?: ByteString;
  /** Start it beside a Job of the same name although its resource forbids duplicates. */
  readonly ignoreDuplicates?: boolean;
}

export interface QueuedJob {
  readonly jobId: number;
  /** The unique name, e.g. `Nightly.2026-11-20_09.32.46_03`. */
  readonly job: ByteString;
}

/** A Job that is known to the running Director: queued or running. Figures are those last heard of. */
export interface ActiveJob extends QueuedJob {
  readonly name: ByteString;
  readonly client: ByteString;
  readonly type: string;
  readonly level: string;
  /** The status letter of the Catalog, 06-catalog §3; what the Storage Daemon waits for is folded in. */
  readonly status: string;
  /** The letter in words: `is waiting for Client resource`, `is running` … */
  readonly statusText: string;
  readonly priority: number;
  readonly scheduledAt: Date;
  readonly startedAt?: Date;
  readonly files: number;
  readonly bytes: number;
  readonly bytesPerSecond: number;
  readonly errors: number;
  /** What the Client works on, as far as it was asked for (`progress`). */
  readonly currentFile?: ByteString;
  readonly storage?: ByteString;
  readonly device?: ByteString;
}

/** How a Job ended. */
export interface FinishedJob extends QueuedJob {
  readonly name: ByteString;
  readonly client: ByteString;
  readonly type: string;
  readonly level: string;
  /** T, W, E, f, A, I … */
  readonly status: string;
  readonly statusText: string;
  readonly files: number;
  readonly bytes: number;
  readonly errors: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

export interface DirectorStatus {
  readonly name: ByteString;
  readonly version: string;
  readonly startedAt: Date;
  readonly configLoadedAt: Date;
  readonly jobsRun: number;
  readonly active: readonly ActiveJob[];
  /** The last ones that ended under this Director, newest first. */
  readonly finished: readonly FinishedJob[];
}

/** One line a daemon: what it answered to the request to cancel. */
export interface CancelResult extends QueuedJob {
  readonly wasRunning: boolean;
  readonly lines: readonly ByteString[];
}

export interface EstimateRequest {
  readonly job: ByteString;
  readonly level?: RunLevel;
  readonly client?: ByteString;
  readonly fileSet?: ByteString;
  readonly accurate?: boolean;
  /** One line for each file goes to `onLine`. */
  readonly listing?: boolean;
}

export interface EstimateResult {
  readonly files: number;
  readonly bytes: number;
  readonly level: string;
  /** Warnings and errors that the Client reported on the way. */
  readonly messages: readonly ByteString[];
}

/** A new Volume by name; the Storage Daemon writes its label. Slot and drive are those of a changer. */
export interface LabelVolumeRequest {
  readonly volume: ByteString;
  readonly pool: ByteString;
  readonly storage: ByteString;
  readonly slot?: number;
  readonly drive?: number;
}

export interface LabelledVolume {
  readonly volume: ByteString;
  readonly pool: ByteString;
  readonly storage: ByteString;
  readonly mediaType: ByteString;
  readonly mediaId: number;
  readonly bytes: number;
  /** What the Storage Daemon answered to `label` and to the `mount` behind it, which wakes a waiting Job. */
  readonly lines: readonly ByteString[];
}

export interface ReloadResult {
  /** Nothing changes unless this is true. */
  readonly applied: boolean;
  /** One line each, with file, line and column. */
  readonly problems: readonly string[];
}

export type DirectorEvent =
  | { readonly kind: 'queued'; readonly job: ActiveJob }
  /** A status letter or the figures have changed; at most about twice a second a Job. */
  | { readonly kind: 'progress'; readonly job: ActiveJob }
  | { readonly kind: 'message'; readonly jobId: number; readonly text: ByteString }
  | { readonly kind: 'finished'; readonly job: FinishedJob };

/** @typeParam R what a restore is asked for with: the restore room's own request. */
export interface DirectorService<R = RestoreRequest> {
  readonly name: ByteString;

  /** Resolves when the Job is a row in the Catalog and stands in the queue. */
  run(request: RunRequest): Promise<QueuedJob>;
  restore(request: R): Promise<QueuedJob>;
  /** Resolves when the Job cannot go on any more; its report may still be on its way. Throws JobNotActiveError. */
  cancel(jobId: number): Promise<CancelResult>;
  estimate(
    request: EstimateRequest,
    onLine?: (line: ByteString) => void | Promise<void>,
    signal?: AbortSignal,
  ): Promise<EstimateResult>;

  status(): DirectorStatus;
  /** The queued and running Jobs; the current file is asked of the Clients (bounded), when `currentFile` is set. */
  activeJobs(options?: { currentFile?: boolean }): Promise<readonly ActiveJob[]>;
  /** Resolves when that Job has ended (at once when it has); undefined: no such Job is known here any more. */
  waitFor(jobId: number, signal?: AbortSignal): Promise<FinishedJob | undefined>;

  /** The daemon's own words, as `status client` and `status storage` print them. Each line of a ByteString. */
  clientStatus(client: ByteString, signal?: AbortSignal): Promise<ByteString>;
  storageStatus(storage: ByteString, signal?: AbortSignal): Promise<ByteString>;

  /** Labels a Volume at a Storage and makes its row; throws what the volumes corner throws (VOLUME_…). */
  labelVolume(request: LabelVolumeRequest): Promise<LabelledVolume>;

  /** Reads the configuration again: all or nothing; Jobs that run keep what they started with. */
  reload(): Promise<ReloadResult>;

  /**
   * Calls back on every event until disposed. A listener must not block and must not throw. `jobId`: what this Job has
   * said so far is told first, the beginning of it where it is much.
   */
  subscribe(listener: (event: DirectorEvent) => void, jobId?: number): Disposable;
}
