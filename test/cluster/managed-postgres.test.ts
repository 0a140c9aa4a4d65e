/** Real PostgreSQLs: made, copied, followed, promoted, rewound; what was committed stays, what left the history goes. */
import { join } from 'node:path';
import test from 'ava';
import { processesIn } from '../../src/replication/catalog/embedded-processes.ts';
import { InstanceDivergedError } from '../../src/replication/index.ts';
import { type ManagedMember, openMembers } from '../support/managed.ts';
import { standStill } from '../support/stand-still.ts';
import { until } from '../support/wait.ts';

const never = new AbortController().signal;
/** pg calls it deprecated to ask on a connection that has not answered yet. */
const warnings: Error[] = [];
process.on('warning', (warning) => warnings.push(warning));

const streams = (member: ManagedMember) =>
  until(async () => (await member.instance.facts()).streaming, { what: `${member.upstream.member} to stream` });
const rows = async (member: ManagedMember) => (await member.ask('SELECT id FROM t ORDER BY id')).map(({ id }) => id);

test('a primary falls, a standby is promoted, the other follows it, the old one is rewound and follows', async (t) => {
  await using stage = await openMembers(['alpha', 'beta', 'Gamma-3']);
  const [a, b, c] = stage.members as [ManagedMember, ManagedMember, ManagedMember];
  t.like(await a.instance.facts(), { data: false, running: false, timeline: 0 });
  t.regex(await a.instance.bootstrap(never), /^\d+$/);
  t.like(await a.instance.facts(), { data: true, running: true, writable: true, timeline: 1, forkLsn: 0n });
  await a.ask('CREATE TABLE t (id int)');
  await b.instance.clone(a.upstream, never);
  await c.instance.clone(a.upstream, never);
  await Promise.all([streams(b), streams(c)]);
  // So much to write that the checkpoint after a promotion takes minutes where nobody hurries it.
  await a.ask('CREATE TABLE filler AS SELECT generate_series(1, 300000)');
  t.like(await b.instance.facts(), { writable: false, streaming: true, timeline: 1, upstream: 'alpha' });

  await a.instance.synchronise({ members: ['beta', 'Gamma-3'], count: 1 }, never);
  await a.ask('INSERT INTO t VALUES (1)');
  await until(async () => (await rows(c)).length === 1);

  // Who mourns receives nothing more; what the old primary commits alone leaves the history.
  await b.instance.detach(never);
  await c.instance.detach(never);
  await a.instance.synchronise({ members: [], count: 0 }, never);
  await a.ask('INSERT INTO t VALUES (666)');
  t.deepEqual(await rows(b), [1]);
  await a.instance.stop('immediate');
  t.like(await a.instance.facts(), { running: false, data: true, timeline: 1 });

  // Somebody else may have had the numbers 2 and 3.
  await b.instance.promote(never, 4);
  const promoted = await b.instance.facts();
  t.like(promoted, { writable: true, timeline: 4 });
  t.true(promoted.forkLsn > 0n);
  await b.ask('INSERT INTO t VALUES (2)');
  await c.instance.follow(b.upstream, never);
  await a.instance.follow(b.upstream, never);
  await Promise.all([streams(a), streams(c)]);
  await until(async () => (await rows(a)).length === 2 && (await rows(c)).length === 2);
  t.deepEqual(await rows(a), [1, 2]);
  t.deepEqual(await rows(c), [1, 2]);
  t.like(await a.instance.facts(), { timeline: 4, upstream: 'beta' });

  // In its turn it comes back itself: the files that kept the numbers free are no obstacle.
  await c.instance.detach(never);
  await b.ask('INSERT INTO t VALUES (667)');
  await b.instance.stop('immediate');
  await c.instance.promote(never, 6);
  await b.instance.follow(c.upstream, never);
  await streams(b);
  t.deepEqual(await rows(b), [1, 2]);
});

test('a clean stop leaves nothing behind that a standby lacks, and the way back needs no rewind', async (t) => {
  await using stage = await openMembers(['a', 'b']);
  const [a, b] = stage.members as [ManagedMember, ManagedMember];
  await a.instance.bootstrap(never);
  await a.ask('CREATE TABLE t (id int)');
  await b.instance.clone(a.upstream, never);
  await streams(b);
  await a.ask('INSERT INTO t SELECT generate_series(1, 1000)');
  const checkpoint = async () => (await a.ask('SELECT redo_lsn FROM pg_control_checkpoint()'))[0]?.redo_lsn;
  const before = await checkpoint();
  await a.instance.settle(never);
  t.not(await checkpoint(), before);
  await a.instance.stop('clean');
  await b.instance.detach(never);
  await b.instance.promote(never);
  t.is((await rows(b)).length, 1000);
  await a.instance.follow(b.upstream, never);
  await streams(a);
  await b.ask('INSERT INTO t VALUES (1001)');
  await until(async () => (await rows(a)).length === 1001);
  t.deepEqual(await a.ask('SELECT slot_name FROM pg_replication_slots'), [], 'it keeps WAL for nobody any more');
  t.is((await b.ask('SELECT slot_name FROM pg_replication_slots WHERE active')).length, 1);

  // Its keeper's questions are asked one after the other on one connection, also those that come at the same time.
  t.like(await Promise.all([1, 2, 3].map(() => b.instance.facts())), [{ running: true }, { running: true }]);
  const keepers = await b.ask("SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'keeper of %'");
  t.is(keepers.length, 1);
  t.deepEqual(warnings, []);
});

test('with synchronous standbys that are away a commit waits, and is done when one comes back', async (t) => {
  await using stage = await openMembers(['a', 'b']);
  const [a, b] = stage.members as [ManagedMember, ManagedMember];
  await a.instance.bootstrap(never);
  await a.ask('CREATE TABLE t (id int)');
  await b.instance.clone(a.upstream, never);
  await streams(b);
  await a.instance.synchronise({ members: ['b'], count: 1 }, never);
  await b.instance.stop('immediate');
  let done = false;
  const commit = a.ask('INSERT INTO t VALUES (1)').then(() => {
    done = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  t.false(done);
  await b.instance.follow(a.upstream, never);
  await commit;
  await until(async () => (await rows(b)).length === 1);
  t.true(done);
});

test('standbys are only said to be waited for when no commit passes them by', async (t) => {
  await using stage = await openMembers(['alpha']);
  const [a] = stage.members as [ManagedMember];
  await a.instance.bootstrap(never);
  const [row] = await a.ask("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
  // It is the checkpointer that tells the others whether there is anything to wait for.
  await standStill(Number(row?.pid));
  let isSaid = false;
  const saying = a.instance.synchronise({ members: ['beta'], count: 1 }, never).then(() => {
    isSaid = true;
  });
  await until(async () => (await a.ask('SHOW synchronous_standby_names'))[0]?.synchronous_standby_names !== '');
  await a.ask('CREATE TABLE passed_by ()');
  t.false(isSaid);
  process.kill(Number(row?.pid), 'SIGCONT');
  await saying;
  const waiting = a.ask('CREATE TABLE waits ()');
  waiting.catch(() => {});
  const waits = "SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
  await until(async () => (await a.ask(waits)).length === 1, { what: 'the commit to wait' });
  await a.instance.stop('immediate');
});

test('another cluster is not followed, and a primary that crashed is started again in its place', async (t) => {
  await using stage = await openMembers(['a', 'b']);
  const [a, b] = stage.members as [ManagedMember, ManagedMember];
  await a.instance.bootstrap(never);
  await b.instance.bootstrap(never);
  await t.throwsAsync(b.instance.follow(a.upstream, never), { instanceOf: InstanceDivergedError });
  await a.ask('CREATE TABLE t (id int)');
  await a.instance.stop('immediate');
  await a.instance.restart(never);
  t.deepEqual(await rows(a), []);
  await b.instance.clone(a.upstream, never);
  await streams(b);
  t.deepEqual(await rows(b), []);
});

test('one whose processes stand still is silent, is killed with all of them, and runs again on what it had', async (t) => {
  await using stage = await openMembers(['a']);
  const [a] = stage.members as [ManagedMember];
  await a.instance.bootstrap(never);
  await a.ask('CREATE TABLE t (id int)');
  await a.ask('INSERT INTO t VALUES (1)');
  t.is((await a.instance.facts()).silent, undefined);
  const data = join(a.directory, 'data');
  const pids = await processesIn(data);
  t.true(pids.length > 3);
  await Promise.all(pids.map(standStill));
  t.like(await a.instance.facts(), { running: true, silent: true, writable: false, timeline: 0 });
  // Who hands over waits no longer than it wants to.
  await a.instance.settle(AbortSignal.timeout(50));
  await t.throwsAsync(a.instance.stop('clean', AbortSignal.timeout(50)), { code: 'POSTGRES_STOP' });
  await a.instance.stop('immediate');
  t.deepEqual(await processesIn(data), []);
  await a.instance.restart(never);
  t.deepEqual(await rows(a), [1]);
});
