/** What belongs to each role of a node's Catalog. Each act is safe to repeat, stops at its signal, and decides nothing. */
import type { Clock } from '../core/index.ts';
import type { CatalogInstance, Upstream } from '../replication/index.ts';
import { boundedSignal } from './bounded-signal.ts';
import type { CatalogRole } from './catalog-transitions.ts';
import type { Dcs, DcsSnapshot } from './dcs/dcs.ts';
import { ClaimLostError, NobodyToFollowError } from './errors.ts';
import type { Promises } from './failsafe/promises.ts';
import { KEYS } from './keys.ts';
import type { Act } from './machine.ts';
import { mayLack } from './may-lack.ts';
import { claimOffice, type OfficeKeyTools, releaseOffice, resumeOffice } from './office-keys.ts';
import {
  catalogStatusIn,
  encodeRecord,
  initialisedIn,
  leaderIn,
  membersIn,
  rosterIn,
  synchronousIn,
  timelineIn,
} from './records.ts';
import { afterPromotion } from './synchronous.ts';

export interface CatalogActTools {
  readonly name: string;
  readonly dcs: Dcs;
  readonly clock: Clock;
  readonly instance: CatalogInstance;
  /** How many standbys shall confirm a commit; undefined: asynchronous. */
  readonly synchronousCount: number | undefined;
  /** The last snapshot that was read. */
  readonly snapshot: () => DcsSnapshot;
  /** The one that the last step was decided on. */
  readonly decidedOn: () => DcsSnapshot;
  /** A new one; and new facts of the instance. */
  readonly refresh: () => Promise<void>;
  /** The lease that is certain now. */
  readonly lease: () => bigint | undefined;
  readonly why: () => string;
  /** This node follows the leader of that epoch. */
  readonly followed: (epoch: bigint) => void;
  /** This epoch is being given back. */
  readonly surrender: (epoch: bigint) => void;
  /** No member's word keeps this node in the office any more. */
  readonly abandon: () => void;
  readonly promises?: Promises | undefined;
  /** Whatever else on this machine goes along with the office (a virtual address) goes. Bounded; never rejects. */
  readonly letGo: () => Promise<void>;
  /** A PostgreSQL was told what commits wait for. */
  readonly applied: (standbys: { members: readonly string[]; count: number } | undefined) => void;
}

const CLEAN_STOP_MS = 10_000;
/** So long what a clean stop would have to write may be written before it. */
const SETTLE_MS = 30_000;

export const catalogOffice = (tools: CatalogActTools): OfficeKeyTools => ({
  ...tools,
  office: 'catalog',
  mayLack: (snapshot) => mayLack(snapshot, tools.name),
});

export function catalogActs(tools: CatalogActTools): Partial<Readonly<Record<CatalogRole, Act>>> {
  const { instance, refresh, snapshot, name } = tools;
  const office = catalogOffice(tools);
  return {
    claiming: () => claimOffice(office),
    resuming: () => resumeOffice(office),
    bootstrapping: async (signal) => {
      const system = await instance.bootstrap(signal);
      await initialise(tools, system);
      await refresh();
    },
    promoting: async (signal) => {
      // Side by side, and none of the two goes on when the other one has failed.
      const works = [takeTimeline(tools), prepareSynchronous(tools, signal)] as const;
      await Promise.allSettled(works);
      const [timeline] = await Promise.all(works);
      await instance.promote(signal, timeline);
      await initialise(tools, 'adopted');
      await refresh();
    },
    cloning: async (signal) => {
      await instance.clone(upstreamIn(snapshot(), name), signal);
      await refresh();
    },
    reinitialising: async (signal) => {
      const order = snapshot().entries.get(KEYS.reinit(name));
      await instance.clone(upstreamIn(snapshot(), name), signal);
      await obeyed(tools, KEYS.reinit(name), order?.modRevision ?? 0n);
      await refresh();
    },
    rejoining: async (signal) => {
      const leader = leaderIn(snapshot(), 'catalog');
      await instance.follow(leader === undefined ? undefined : upstreamIn(snapshot(), name), signal);
      await refresh();
    },
    standby: async (signal) => {
      const leader = leaderIn(snapshot(), 'catalog');
      if (leader !== undefined && leader.name !== name) {
        await instance.follow(upstreamIn(snapshot(), name), signal);
        tools.followed(leader.epoch);
      }
      await refresh();
    },
    mourning: async (signal) => {
      await instance.detach(signal);
      await refresh();
    },
    restarting: async (signal) => {
      await awaitAsBefore(tools, signal);
      await instance.restart(signal);
      await refresh();
    },
    'handing-over': async (signal) => {
      using patience = boundedSignal(tools.clock, SETTLE_MS, signal);
      await instance.settle(patience.signal);
      signal.throwIfAborted();
      using bound = boundedSignal(tools.clock, CLEAN_STOP_MS, signal);
      await Promise.all([tools.letGo(), instance.stop('clean', bound.signal)]);
      tools.abandon();
      await releaseOffice(office, 'handed over');
      await refresh();
    },
    fencing: async (signal) => {
      tools.abandon();
      await Promise.all([tools.letGo(), instance.stop('immediate', signal)]);
      tools.applied(undefined);
      await refresh().catch(() => {});
      await releaseOffice(office).catch(() => {});
      await refresh().catch(() => {});
    },
  };
}

/** An order that was carried out is none any more; one that came meanwhile stays. */
async function obeyed({ dcs }: CatalogActTools, key: string, modRevision: bigint): Promise<void> {
  await dcs.change({ when: [{ key, modRevision }], writes: [{ key, remove: true }] });
}

function upstreamIn(snapshot: DcsSnapshot, me: string): Upstream {
  const leader = leaderIn(snapshot, 'catalog');
  const member = membersIn(snapshot).find(({ name }) => name === leader?.name);
  if (member === undefined || member.name === me) throw new NobodyToFollowError(leader?.name);
  return { member: member.name, host: member.host, port: member.port };
}

async function initialise({ dcs, snapshot }: CatalogActTools, system: string): Promise<void> {
  if (initialisedIn(snapshot()) !== undefined) return;
  const key = KEYS.initialised;
  await dcs.change({ when: [{ key, absent: true }], writes: [{ key, value: system }] });
}

/**
 * A number that no other promotion has had, whatever became of it: two histories under one number could not be told apart,
 * neither by an election nor by a rewind (docs/decisions/0087).
 */
async function takeTimeline({ dcs, snapshot, instance }: CatalogActTools): Promise<number> {
  const leader = leaderIn(snapshot(), 'catalog');
  const own = (await instance.facts()).timeline;
  const highest = Math.max(timelineIn(snapshot()), catalogStatusIn(snapshot())?.timeline ?? 0, own) + 1;
  const [key, before] = [KEYS.timelines, snapshot().entries.get(KEYS.timelines)];
  const { applied } = await dcs.change({
    when: [
      { key: KEYS.leader('catalog'), createRevision: leader?.epoch ?? 0n },
      before === undefined ? { key, absent: true } : { key, modRevision: before.modRevision },
    ],
    writes: [{ key, value: encodeRecord({ highest }) }],
  });
  if (!applied) throw new ClaimLostError('catalog');
  return highest;
}

/** What commits waited for they wait for again from the first one on, also where this process is new and knows nothing of it. */
async function awaitAsBefore({ snapshot, name, instance }: CatalogActTools, signal: AbortSignal): Promise<void> {
  const last = synchronousIn(snapshot())?.configs.at(-1);
  if (last?.primary === name) await instance.synchronise({ members: last.standbys, count: last.count }, signal);
}

/** Before anything is committed here the store knows that only this node and its standbys will have it. */
async function prepareSynchronous(tools: CatalogActTools, signal: AbortSignal): Promise<void> {
  const { dcs, snapshot, name, synchronousCount, instance, applied } = tools;
  const leader = leaderIn(snapshot(), 'catalog');
  const record = synchronousIn(snapshot());
  if (record === undefined) return;
  // Whoever is not heard yet may come in a moment; keepOffice shortens the list where nobody does.
  const others = rosterIn(snapshot()) ?? membersIn(snapshot()).map((member) => member.name);
  const next = afterPromotion(record, name, others, synchronousCount ?? 0);
  const { applied: written } = await dcs.change({
    when: [{ key: KEYS.leader('catalog'), createRevision: leader?.epoch ?? 0n }],
    writes: [{ key: KEYS.synchronous, value: encodeRecord(next) }],
  });
  if (!written) throw new ClaimLostError('catalog');
  const last = next.configs.at(-1);
  const standbys = { members: last?.standbys ?? [], count: last?.count ?? 0 };
  await instance.synchronise(standbys, signal);
  applied(standbys);
}
