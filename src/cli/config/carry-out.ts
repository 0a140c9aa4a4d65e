/** A release on its way to all nodes, as apply and rollback have it: progress while it goes, then what became of each. */
import { userInfo } from 'node:os';
import { describeError, displayText, systemClock } from '../../core/index.ts';
import {
  applyRelease,
  committedOrRefuse,
  type Outcome,
  type PointerSnapshot,
  type Progress,
  type Release,
} from '../../replication/index.ts';
import { UsageError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { commitJson } from './history.ts';
import type { Replication } from './open-replication.ts';
import { openStore } from './open-store.ts';
import { obtainRelease } from './releases.ts';

export const APPLY_OPTIONS = {
  why: { type: 'string' },
  without: { type: 'string', multiple: true },
  overwrite: { type: 'string', multiple: true },
} as const;

export interface Wish {
  readonly release: Release;
  readonly seen: PointerSnapshot;
  readonly why: string;
  readonly without: readonly string[];
  readonly overwrite: readonly string[];
  readonly json: boolean;
}

export async function carryOut(replication: Replication, wish: Wish, terminal: Terminal): Promise<ExitCode> {
  const { local, peers, daemons, name } = replication;
  const { release, seen, why, json } = wish;
  refuseUnknownNames(replication, wish);
  const without = new Set(wish.without);
  const committed = committedOrRefuse(seen);
  const versions = await local.store.versions();
  await using store = await openStore(replication);
  const { commit, isNew, outcomes } = await applyRelease({
    ...{ store, clock: systemClock, release, seen, why },
    old: committed && (await obtainRelease(replication, committed.digest).catch(() => undefined)),
    nodes: [local, ...peers].filter((node) => !without.has(node.name)),
    daemons: daemons.filter(({ file }) => !without.has(file.name)),
    known: (place) => versions.get(place) ?? new Set(),
    by: `${userOf(terminal.environment)}@${name}`,
    keep: replication.resource.keepReleases,
    overwrite: new Set(wish.overwrite),
    tell: (progress) => !json && terminal.redraws && terminal.note(progressLine(progress)),
  });
  const failed = outcomes.some(isBad);
  if (json) {
    const value = { committed: commitJson(commit), isNew, outcomes: outcomes.map(outcomeJson), complete: !failed };
    await terminal.out(`${JSON.stringify(value)}\n`);
  } else {
    const what = isNew ? 'Committed' : 'Committed before:';
    await terminal.out(`${what} ${commit.digest.slice(0, 12)} as number ${commit.number}.\n`);
    await terminal.out(outcomes.map((outcome) => `  ${outcome.who}: ${outcomeText(outcome)}\n`).join(''));
    for (const left of wish.without) await terminal.out(`  ${left}: left out\n`);
  }
  return failed ? EXIT.failed : EXIT.ok;
}

function refuseUnknownNames({ name, peers, daemons }: Replication, { without, overwrite }: Wish): void {
  const known = [name, ...peers.map((peer) => peer.name), ...daemons.map(({ file }) => file.name)];
  const strange = [...without, ...overwrite].find((word) => !known.includes(word));
  if (strange !== undefined) throw new UsageError(`${strange} is none of ${known.join(', ')}`, 'config');
  if (without.includes(name)) throw new UsageError(`${name} is this node: apply on another one`, 'config');
}

/** Behind sudo it is whoever called it. */
function userOf({ SUDO_USER }: Terminal['environment']): string {
  if (SUDO_USER) return SUDO_USER;
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}

const WORDS: Readonly<Record<Progress['step'], string>> = {
  staging: 'gets the release',
  checking: 'reads it',
  ready: 'is ready',
  switching: 'switches',
  done: 'has it',
  failed: 'FAILED',
};

const progressLine = ({ who, step }: Progress): string => `${who} ${WORDS[step]}\n`;

/** Committed, and yet not as it should be there. */
const isBad = (outcome: Outcome): boolean =>
  outcome.kind === 'failed' || (outcome.kind === 'node' && outcome.switched.reloaded.kind === 'refused');

function outcomeText(outcome: Outcome): string {
  if (outcome.kind === 'failed') return `NOT switched: ${describeError(outcome.error)}`;
  if (outcome.kind === 'daemon') return 'has its file';
  const { changed, overtaken, reloaded, drift } = outcome.switched;
  if (overtaken) return 'is at a later commit already';
  const parts = [changed ? 'switched' : 'was there already'];
  if (reloaded.kind === 'reloaded') parts.push('its Director reloaded');
  if (reloaded.kind === 'refused') parts.push(`its Director did NOT reload: ${reloaded.why}`);
  if (drift.length > 0) {
    parts.push(`left as they are: ${drift.map(({ place, kind }) => `${displayText(place)} (${kind})`).join(', ')}`);
  }
  return parts.join('; ');
}

const outcomeJson = (outcome: Outcome): object =>
  outcome.kind === 'failed'
    ? { who: outcome.who, kind: outcome.kind, error: describeError(outcome.error) }
    : { ...outcome, ...(outcome.kind === 'node' && { switched: shownDrift(outcome.switched) }) };

const shownDrift = <T extends { readonly drift: readonly { readonly place: string }[] }>(value: T): object => ({
  ...value,
  drift: value.drift.map((item) => ({ ...item, place: displayText(item.place) })),
});
