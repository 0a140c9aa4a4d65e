/**
 * Who may be promoted so that no acknowledged commit is lost, and how the set of synchronous standbys changes safely. Pure.
 * A commit is acknowledged when `count` of the standbys have it. The store holds every configuration under which a commit
 * may have been acknowledged that is not yet everywhere: a change first adds the new one, then tells PostgreSQL, waits until
 * the new standbys hold what there was, and then takes the old one away.
 */
import type { SynchronousStandbys } from '../replication/index.ts';

export interface SynchronousConfig {
  readonly primary: string;
  readonly standbys: readonly string[];
  /** So many of them confirm a commit; 0: the primary alone has it. */
  readonly count: number;
}

export interface SynchronousRecord {
  /** One, or while it changes two or more; the last one is PostgreSQL's, or about to be. */
  readonly configs: readonly SynchronousConfig[];
}

/** Undefined: whoever is furthest of `heard` and may be promoted holds all that was acknowledged. */
export function missingConfirmation(record: SynchronousRecord, heard: ReadonlySet<string>): string | undefined {
  for (const { primary, standbys, count } of record.configs) {
    if (heard.has(primary)) continue;
    const holders = standbys.filter((name) => heard.has(name)).length;
    const needed = standbys.length - count + 1;
    if (count === 0) return `only ${primary} holds all that was committed`;
    if (holders < needed) return `${holders} of the ${needed} synchronous standbys are heard that must be`;
  }
  return undefined;
}

/** Its confirmation may have counted under one of the configurations: it may hold what no other one holds. */
export const mayHoldLast = ({ configs }: SynchronousRecord, name: string): boolean =>
  configs.some(({ primary, standbys }) => name === primary || standbys.includes(name));

const sameConfig = (a: SynchronousConfig, b: SynchronousConfig): boolean =>
  a.primary === b.primary && a.count === b.count && sameNames(a.standbys, b.standbys);

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name) => b.includes(name));

export type SynchronousStep =
  | { readonly kind: 'none' }
  | { readonly kind: 'record'; readonly record: SynchronousRecord }
  | { readonly kind: 'apply'; readonly standbys: SynchronousStandbys };

export interface SynchronousSituation {
  readonly record: SynchronousRecord | undefined;
  /** What PostgreSQL has been told, as far as this process knows. */
  readonly applied: SynchronousStandbys | undefined;
  /** What is wanted now. */
  readonly wanted: SynchronousConfig;
  /** Where the WAL ended at some time after PostgreSQL was told last; undefined: it has not been looked at since. */
  readonly appliedLsn: bigint | undefined;
  /** What each standby on this timeline has flushed. */
  readonly flushed: ReadonlyMap<string, bigint>;
  /** Whoever streams, or is about to. */
  readonly expected: ReadonlySet<string>;
}

/** The next step towards what is wanted; each may be repeated. */
export function nextSynchronousStep(situation: SynchronousSituation): SynchronousStep {
  const { record, applied, wanted } = situation;
  const configs = record?.configs ?? [];
  const last = configs.at(-1);
  if (last === undefined) return { kind: 'record', record: { configs: [wanted] } };
  if (!isApplied(last, applied)) return { kind: 'apply', standbys: { members: last.standbys, count: last.count } };
  if (configs.length > 1) {
    if (isReached(last, situation)) return { kind: 'record', record: { configs: [last] } };
    // Those whom it waits for have died meanwhile: without another step no commit would ever be confirmed.
    if (isHopeful(last, situation) || sameConfig(last, wanted)) return { kind: 'none' };
    return { kind: 'record', record: { configs: [...configs.filter((one) => !sameConfig(one, wanted)), wanted] } };
  }
  return sameConfig(last, wanted) ? { kind: 'none' } : { kind: 'record', record: { configs: [last, wanted] } };
}

const isApplied = ({ standbys, count }: SynchronousConfig, applied: SynchronousStandbys | undefined): boolean =>
  applied !== undefined && applied.count === count && sameNames(applied.members, standbys);

const isHopeful = ({ standbys, count }: SynchronousConfig, { expected }: SynchronousSituation): boolean =>
  standbys.filter((name) => expected.has(name)).length >= count;

/** So many hold all that was there when PostgreSQL was told, that the new configuration alone is true. */
const isReached = ({ standbys, count }: SynchronousConfig, { appliedLsn, flushed }: SynchronousSituation): boolean =>
  appliedLsn !== undefined && standbys.filter((name) => (flushed.get(name) ?? -1n) >= appliedLsn).length >= count;

/** What is written before a promotion: nobody but the new primary has what will be committed, and all of the past counts. */
export function afterPromotion(
  record: SynchronousRecord,
  me: string,
  others: readonly string[],
  count: number,
): SynchronousRecord {
  const standbys = others.filter((name) => name !== me);
  const next = { primary: me, standbys, count: Math.min(count, standbys.length) };
  return { configs: [...record.configs.filter((config) => !sameConfig(config, next)), next] };
}
