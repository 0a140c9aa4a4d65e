/**
 * One PostgreSQL that carries the Catalog of a cluster, as its keeper sees it: what it is, and the few things that may be
 * done with it (DESIGN: the Catalog's replication). Each is safe to repeat: a crash halfway means doing it again. Who may
 * do what is decided elsewhere.
 */

import { AppError } from '../../../core/index.ts';

/** What it holds cannot be made to fit its upstream's history: only a new copy helps. */
export class InstanceDivergedError extends AppError {
  readonly code = 'REPLICATION_DIVERGED';
  override readonly hint = 'The node copies the Catalog anew by itself; nothing to do';

  constructor(upstream: string, options?: ErrorOptions) {
    super(`This Catalog cannot follow ${upstream}: their histories do not fit`, options);
  }
}

/** What is known of it at one moment. */
export interface InstanceFacts {
  /** There is a data folder that a PostgreSQL was made in, whole: a clone that broke off is none. */
  readonly data: boolean;
  readonly running: boolean;
  /** It runs, and neither answers nor refuses: what follows is not known. */
  readonly silent?: true;
  /** It runs and accepts writes. */
  readonly writable: boolean;
  /** 0 where there are no data. */
  readonly timeline: number;
  /** Where that timeline began; 0n for the first one. */
  readonly forkLsn: bigint;
  /** The end of its WAL: written by a primary, received and flushed by a standby, replayed at least where it is stopped. */
  readonly lsn: bigint;
  /** It receives WAL at this moment. */
  readonly streaming: boolean;
  /** The member that it was last told to follow. */
  readonly upstream: string | undefined;
  /** That its disk still takes, or the fuller one of two; undefined: not known. */
  readonly freeBytes?: number;
}

/** Whom to follow or to copy. */
export interface Upstream {
  readonly member: string;
  readonly host: string;
  readonly port: number;
}

/** Whose confirmation a commit waits for: any `count` of the members; none with 0. */
export interface SynchronousStandbys {
  readonly members: readonly string[];
  readonly count: number;
}

export interface CatalogInstance {
  facts(): Promise<InstanceFacts>;
  /** Makes an empty Catalog and starts it writable. @returns the system identifier */
  bootstrap(signal: AbortSignal): Promise<string>;
  /** Throws away what is there, copies the upstream, and starts as its standby. */
  clone(upstream: Upstream, signal: AbortSignal): Promise<void>;
  /**
   * Runs as a standby of `upstream`, or of nobody. Where what it holds has left the upstream's history it is rewound
   * first. @throws InstanceDivergedError when only a new copy helps
   */
  follow(upstream: Upstream | undefined, signal: AbortSignal): Promise<void>;
  /** A running standby receives nothing more from anybody: what it holds is final until it is told to follow again. */
  detach(signal: AbortSignal): Promise<void>;
  /** A primary that has died runs again as one, after its recovery. What was last a standby refuses. */
  restart(signal: AbortSignal): Promise<void>;
  /** A running standby becomes writable, on a timeline of its own: the next one, or a later one that nobody else has had. */
  promote(signal: AbortSignal, timeline?: number): Promise<void>;
  /**
   * What a clean stop would have to write first is written while commits go on, until `signal` says that it takes too long.
   * Never rejects: the stop then takes the longer.
   */
  settle(signal: AbortSignal): Promise<void>;
  /** `clean`: after a checkpoint, all WAL sent to the standbys; `immediate`: as fast as can be. Nothing, where it does not run. */
  stop(how: 'clean' | 'immediate', signal: AbortSignal): Promise<void>;
  /** What commits wait for from the next one on. */
  synchronise(standbys: SynchronousStandbys, signal: AbortSignal): Promise<void>;
}
