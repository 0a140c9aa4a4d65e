/** What a member asks of the one that it follows, and how it comes back into that one's history. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from '../embedded-run.ts';
import { InstanceDivergedError, type Upstream } from './instance.ts';
import { RewindError, TimelineNotWrittenError } from './managed-errors.ts';
import { dataOf, type ManagedPlace, programOf } from './managed-place.ts';
import { connectionTo, slotName } from './managed-settings.ts';
import { openUpstream, type PostgresSession } from './postgres-session.ts';
import { parseHistory } from './wal-position.ts';

const REWIND_MS = 600_000;
/** So long the upstream's first checkpoint is waited for in one go. */
const WRITTEN_MS = 60_000;
const WRITTEN_LOOK_MS = 50;

/**
 * The upstream keeps for this member what it has not received, and says whose data it has, and where each of its timelines
 * began: on one connection, since commits may wait for this standby already.
 */
export async function introduce(place: ManagedPlace, upstream: Upstream) {
  await using session = await openUpstream(place, upstream);
  await keepFor(session, place.member);
  const [identity] = await session.ask('IDENTIFY_SYSTEM');
  const timeline = Number(identity?.timeline);
  const [file] = timeline > 1 ? await session.ask(`TIMELINE_HISTORY ${timeline}`) : [];
  const content = file?.content;
  const text = Buffer.isBuffer(content) ? content.toString('latin1') : String(content ?? '');
  return { system: String(identity?.systemid), timeline, history: parseHistory(text) };
}

/** The upstream keeps for this member what it has not received. */
export async function reserveSlot(place: ManagedPlace, upstream: Upstream): Promise<void> {
  await using session = await openUpstream(place, upstream);
  await keepFor(session, place.member);
}

async function keepFor(session: PostgresSession, member: string): Promise<void> {
  const slot = slotName(member);
  await session.ask(`CREATE_REPLICATION_SLOT ${slot} PHYSICAL RESERVE_WAL`).catch((error: { code?: string }) => {
    if (error.code !== '42710') throw error; // it exists
  });
}

/**
 * pg_rewind believes the timeline in the source's control file, which is the old one until the first checkpoint after the
 * promotion: before that it would find nothing to do, and what has left the history would stay here.
 */
export async function untilWritten(
  place: ManagedPlace,
  upstream: Upstream,
  timeline: number,
  signal: AbortSignal,
): Promise<void> {
  await using session = await openUpstream(place, upstream);
  const endMs = performance.now() + WRITTEN_MS;
  for (;;) {
    const [row] = await session.ask('SELECT timeline_id FROM pg_control_checkpoint()');
    if (Number(row?.timeline_id) >= timeline) return;
    if (performance.now() > endMs) throw new TimelineNotWrittenError(upstream.member, timeline);
    await sleep(WRITTEN_LOOK_MS, undefined, { signal });
  }
}

/** @throws InstanceDivergedError when only a new copy helps */
export async function rewindTo(place: ManagedPlace, upstream: Upstream, signal: AbortSignal): Promise<void> {
  // What was not shut down cleanly is recovered first, by a PostgreSQL that cannot be a standby.
  await rm(join(dataOf(place), 'standby.signal'), { force: true });
  const command = [
    ...[programOf(place, 'pg_rewind'), '--target-pgdata', dataOf(place), '--no-sync'],
    ...['--source-server', connectionTo(place, upstream, 'postgres')],
  ];
  const { status, stdout, stderr } = await runProgram(command, {
    account: place.account,
    timeoutMs: REWIND_MS,
    signal,
  });
  if (status !== 0)
    throw new InstanceDivergedError(upstream.member, {
      cause: new RewindError(upstream.member, `${stdout}${stderr}`),
    });
}
