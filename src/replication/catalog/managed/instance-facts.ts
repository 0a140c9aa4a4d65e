/** What a managed PostgreSQL is at this moment: asked where it runs, read from its control file where it does not. */
import { runProgram } from '../embedded-run.ts';
import type { InstanceFacts } from './instance.ts';
import { dataOf, type ManagedPlace, programOf } from './managed-place.ts';
import type { PostgresSession } from './postgres-session.ts';
import { parseLsn } from './wal-position.ts';

const FACTS = `
  SELECT pg_is_in_recovery() AS recovery,
         CASE WHEN pg_is_in_recovery() THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
              ELSE pg_current_wal_lsn() END AS lsn,
         EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming') AS streaming`;

export type RunningFacts = Pick<InstanceFacts, 'running' | 'writable' | 'timeline' | 'lsn' | 'streaming'>;

export async function askFacts(session: PostgresSession): Promise<RunningFacts> {
  // Only the replication protocol knows the timeline of a standby that receives nothing at the moment.
  const [identity] = await session.ask('IDENTIFY_SYSTEM');
  const [row] = await session.ask(FACTS);
  const recovery = isTrue(row?.recovery);
  return {
    running: true,
    writable: !recovery,
    timeline: Number(identity?.timeline ?? 0),
    lsn: typeof row?.lsn === 'string' ? parseLsn(row.lsn) : 0n,
    streaming: isTrue(row?.streaming),
  };
}

const isTrue = (value: unknown): boolean => value === true || value === 't';

/** Whose data lie here, and how far they go. */
export type Position = Pick<InstanceFacts, 'timeline' | 'lsn'> & { readonly system: string };

/** Of one that is stopped: its last checkpoint, or how far a standby's replay has got. */
export async function readControl(place: ManagedPlace): Promise<Position> {
  const { account } = place;
  const { stdout } = await runProgram([programOf(place, 'pg_controldata'), dataOf(place)], {
    account,
    timeoutMs: 10_000,
  });
  const value = (name: string): string => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(stdout)?.[1] ?? '';
  const positions = ['Latest checkpoint location', 'Minimum recovery ending location']
    .map(value)
    .filter((text) => text !== '');
  const timelines = ["Latest checkpoint's TimeLineID", "Min recovery ending loc's timeline"].map((name) =>
    Number(value(name)),
  );
  return {
    system: value('Database system identifier'),
    timeline: Math.max(0, ...timelines.filter(Number.isInteger)),
    lsn: positions.map(parseLsn).reduce((a, b) => (a > b ? a : b), 0n),
  };
}
