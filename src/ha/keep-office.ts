/**
 * What the Catalog's leader keeps up to date in the store, each write under its own epoch: where its PostgreSQL stands, who
 * may ever be elected, and who may be promoted without a loss.
 */
import type { CatalogInstance, InstanceFacts, SynchronousStandbys } from '../replication/index.ts';
import type { Dcs, DcsSnapshot, DcsWrite } from './dcs/dcs.ts';
import type { Promises } from './failsafe/promises.ts';
import type { Hopes } from './hopes.ts';
import { KEYS, OFFICES } from './keys.ts';
import {
  type CatalogStatus,
  encodeRecord,
  leaderIn,
  membersIn,
  orderIn,
  reinitIn,
  rosterIn,
  synchronousIn,
} from './records.ts';
import { nextSynchronousStep, type SynchronousConfig, type SynchronousStep } from './synchronous.ts';

export interface OfficeTools {
  readonly dcs: Dcs;
  readonly snapshot: DcsSnapshot;
  readonly instance: CatalogInstance;
  readonly facts: InstanceFacts;
  readonly name: string;
  readonly synchronousCount: number | undefined;
  readonly applied: { readonly standbys: SynchronousStandbys; readonly lsn: bigint | undefined } | undefined;
  readonly apply: (standbys: SynchronousStandbys) => void;
  readonly signal: AbortSignal;
  /** PostgreSQL has just answered. One that stands still loses its standbys as well, and they are those who can follow. */
  readonly isFresh: () => boolean;
  readonly hopes: Hopes;
  /** A leader that does not reach the store counts on the roster that there is. */
  readonly promises?: Promises | undefined;
}

/** One round; every write of it holds only while this node leads. */
export async function keepOffice(tools: OfficeTools): Promise<void> {
  const { snapshot, dcs } = tools;
  const leader = leaderIn(snapshot, 'catalog');
  if (leader === undefined) return;
  const status: CatalogStatus = {
    epoch: leader.epoch,
    name: tools.name,
    timeline: tools.facts.timeline,
    forkLsn: tools.facts.forkLsn,
    lsn: tools.facts.lsn,
    writable: tools.facts.writable,
  };
  const writes: DcsWrite[] = [{ key: KEYS.status('catalog'), value: encodeRecord(status) }];
  writes.push(...roster(tools), ...voidOrders(snapshot), ...asynchronous(tools));
  const key = KEYS.leader('catalog');
  const { applied } = await dcs.change({ when: [{ key, createRevision: leader.epoch }], writes });
  if (applied && tools.synchronousCount !== undefined) await synchronise(tools, leader.epoch);
}

/** Whoever is heard belongs to it from now on. */
function roster({ snapshot, name, promises }: OfficeTools): readonly DcsWrite[] {
  const known = rosterIn(snapshot) ?? [];
  const all = [...new Set([...known, name, ...membersIn(snapshot).map((member) => member.name)])].sort();
  return all.length === known.length || promises?.mayGrow(all) === false
    ? []
    : [{ key: KEYS.roster, value: encodeRecord({ members: all }) }];
}

/** They were meant for leaderships that have ended. */
function voidOrders(snapshot: DcsSnapshot): readonly DcsWrite[] {
  return OFFICES.flatMap((office) => {
    const [order, leader] = [orderIn(snapshot, office), leaderIn(snapshot, office)];
    const isVoid = order !== undefined && leader !== undefined && order.epoch !== leader.epoch;
    return isVoid ? [{ key: KEYS.order(office), remove: true as const }] : [];
  });
}

const asynchronous = ({ synchronousCount, snapshot }: OfficeTools): readonly DcsWrite[] =>
  synchronousCount === undefined && synchronousIn(snapshot) !== undefined
    ? [{ key: KEYS.synchronous, remove: true }]
    : [];

/** What is to be done next, that the set of synchronous standbys becomes the one that is wanted. */
export function synchronousStep(tools: OfficeTools): SynchronousStep {
  const { snapshot, facts, applied } = tools;
  if (!tools.isFresh()) return { kind: 'none' };
  const members = membersIn(snapshot);
  return nextSynchronousStep({
    record: synchronousIn(snapshot),
    applied: applied?.standbys,
    appliedLsn: applied?.lsn,
    wanted: wanted(tools),
    expected: tools.hopes.expected(members, leaderIn(snapshot, 'catalog')?.epoch),
    flushed: new Map(members.filter(({ timeline }) => timeline === facts.timeline).map(({ name, lsn }) => [name, lsn])),
  });
}

async function synchronise(tools: OfficeTools, epoch: bigint): Promise<void> {
  const { dcs } = tools;
  const step = synchronousStep(tools);
  if (step.kind === 'apply') {
    await tools.instance.synchronise(step.standbys, tools.signal);
    tools.apply(step.standbys);
  }
  if (step.kind === 'record') {
    await dcs.change({
      when: [{ key: KEYS.leader('catalog'), createRevision: epoch }],
      writes: [{ key: KEYS.synchronous, value: encodeRecord(step.record) }],
    });
  }
}

/** Standbys that stream now; with fewer than were asked for, as many as there are. */
function wanted({ snapshot, name, facts, synchronousCount = 0 }: OfficeTools): SynchronousConfig {
  const standbys = membersIn(snapshot)
    .filter((member) => member.name !== name && member.streaming && member.priority > 0)
    .filter((member) => member.timeline === facts.timeline && reinitIn(snapshot, member.name) === undefined)
    .map((member) => member.name)
    .sort();
  return { primary: name, standbys, count: Math.min(synchronousCount, standbys.length) };
}
