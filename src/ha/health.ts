/**
 * What a node is at this moment, in one frozen piece: of this the health endpoints, hooks, the virtual address and the
 * service manager's status are made. Derived from what its agents know; waits for nothing, decides nothing, holds no secret.
 */
import type { InstanceFacts } from '../replication/index.ts';
import type { CatalogRole } from './catalog-transitions.ts';
import { formatLsn, lagBytes } from './cluster-status.ts';
import type { DcsSnapshot } from './dcs/dcs.ts';
import type { DirectorRole } from './director-transitions.ts';
import type { SeenCatalog } from './followed-records.ts';
import { drainIn, leaderIn, pauseIn, synchronousIn } from './records.ts';

export interface CatalogHealth {
  readonly role: CatalogRole;
  /** This node leads in it, and is certain of that; undefined: it does not lead. */
  readonly epoch?: number;
  readonly running: boolean;
  readonly writable: boolean;
  readonly streaming: boolean;
  readonly timeline: number;
  readonly lsn: string;
  /** Undefined: it leads, or nobody has said where the leader stands. */
  readonly lagBytes?: number;
  /** A commit may have waited for its confirmation: it may be promoted. */
  readonly synchronous: boolean;
}

export interface DirectorHealth {
  readonly role: DirectorRole;
  readonly epoch?: number;
}

export interface NodeHealth {
  readonly name: string;
  /** Undefined: this node carries none. */
  readonly catalog?: CatalogHealth;
  /** What it sees of a Catalog that somebody else looks after. */
  readonly followed?: SeenCatalog;
  readonly director?: DirectorHealth;
  /** Who leads, as far as this node has heard. */
  readonly leaders: { readonly catalog?: string; readonly director?: string };
  readonly paused: boolean;
  readonly drained: boolean;
  readonly leaseHeld: boolean;
  /** Since etcd was last read; undefined: never. */
  readonly storeAgeMs?: number;
  /** The machine that decides has not stood still. */
  readonly alive: boolean;
}

/** The parts of a node; of an agent only what it says of itself. */
export interface HealthSources {
  readonly name: string;
  readonly store: { readonly snapshot: DcsSnapshot | undefined; readonly ageMs: number | undefined };
  readonly lease: { readonly held: object | undefined };
  readonly catalog?:
    | {
        readonly role: CatalogRole;
        readonly epoch: bigint | undefined;
        readonly facts: InstanceFacts;
        readonly idleMs: number;
      }
    | undefined;
  readonly followed?: { readonly seen: SeenCatalog } | undefined;
  readonly director?:
    | { readonly role: DirectorRole; readonly epoch: bigint | undefined; readonly idleMs: number }
    | undefined;
  /** Without a decision for so long an agent counts as stuck. */
  readonly patienceMs: number;
}

export function nodeHealth(sources: HealthSources): NodeHealth {
  const { name, store, lease, catalog, followed, director, patienceMs } = sources;
  const { snapshot, ageMs } = store;
  const idleMs = Math.max(catalog?.idleMs ?? 0, director?.idleMs ?? 0);
  return Object.freeze({
    name,
    ...(catalog !== undefined && { catalog: catalogHealth(name, snapshot, catalog) }),
    ...(followed !== undefined && { followed: followed.seen }),
    ...(director !== undefined && { director: { role: director.role, ...epochOf(director) } }),
    leaders: leadersIn(snapshot),
    paused: snapshot !== undefined && pauseIn(snapshot) !== undefined,
    drained: snapshot !== undefined && drainIn(snapshot, name) !== undefined,
    leaseHeld: lease.held !== undefined,
    ...(ageMs !== undefined && { storeAgeMs: Math.round(ageMs) }),
    alive: idleMs <= patienceMs,
  });
}

function catalogHealth(
  name: string,
  snapshot: DcsSnapshot | undefined,
  { role, epoch, facts }: NonNullable<HealthSources['catalog']>,
): CatalogHealth {
  const { running, writable, streaming, timeline, lsn } = facts;
  const behind = snapshot === undefined || epoch !== undefined ? undefined : lagBytes(snapshot, facts);
  const last = snapshot === undefined ? undefined : synchronousIn(snapshot)?.configs.at(-1);
  return {
    ...{ role, ...epochOf({ epoch }), running, writable, streaming, timeline, lsn: formatLsn(lsn) },
    ...(behind !== undefined && { lagBytes: behind }),
    synchronous: last !== undefined && last.count > 0 && last.standbys.includes(name),
  };
}

const epochOf = ({ epoch }: { readonly epoch: bigint | undefined }): { readonly epoch?: number } =>
  epoch === undefined ? {} : { epoch: Number(epoch) };

function leadersIn(snapshot: DcsSnapshot | undefined): NodeHealth['leaders'] {
  if (snapshot === undefined) return {};
  const [catalog, director] = [leaderIn(snapshot, 'catalog')?.name, leaderIn(snapshot, 'director')?.name];
  return { ...(catalog !== undefined && { catalog }), ...(director !== undefined && { director }) };
}
