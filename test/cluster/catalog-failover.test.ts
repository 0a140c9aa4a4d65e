/** A Director whose Catalog fails over under it: what it was told is kept, once; what is lost is not called durable. */
import { join } from 'node:path';
import test from 'ava';
import {
  type AttributeIngest,
  type Catalog,
  type CatalogOptions,
  catalogDurable,
  createJob,
  type JournalIngest,
  jobByUniqueName,
  openAttributeIngest,
  openCatalog,
  sql,
  takeOver,
} from '../../src/catalog/index.ts';
import { type ManagedMember, openMembers } from '../support/managed.ts';
import { until } from '../support/wait.ts';

const never = new AbortController().signal;

const streams = (member: ManagedMember) =>
  until(async () => (await member.instance.facts()).streaming, { what: `${member.upstream.member} to stream` });

interface Stage extends AsyncDisposable {
  readonly primary: ManagedMember;
  readonly standby: ManagedMember;
  /** Where the Catalog is said to be. */
  place: ManagedMember;
  at(member: ManagedMember): { host: string; port: number };
  open(epoch: bigint, options?: Partial<CatalogOptions>): Promise<Catalog>;
}

async function openPair(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const { members } = stack.use(await openMembers(['a', 'b']));
  const [primary, standby] = members as [ManagedMember, ManagedMember];
  await primary.instance.bootstrap(never);
  await standby.instance.clone(primary.upstream, never);
  await streams(standby);
  const owned = stack.move();
  const stage: Stage = {
    primary,
    standby,
    place: primary,
    at: ({ directory, upstream }) => ({ host: join(directory, 'socket'), port: upstream.port }),
    open: (epoch, options) =>
      openCatalog({
        ...{ host: 'nowhere', database: 'bacula', user: 'understudy', epoch, connectTimeoutMs: 2_000 },
        place: () => stage.at(stage.place),
        ...options,
      }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  return stage;
}

const job = (n: number) => ({
  ...{ job: `job.${n}`, name: 'backup', type: 'B' as const, level: 'F' as const, clientId: 1 },
  ...{ schedTime: new Date(), now: new Date() },
});
const record = (fileIndex: number) => ({
  name: `/d${fileIndex % 97}/${fileIndex}`,
  fileIndex,
  lstat: 'A',
  digest: '0',
  deltaSeq: 0,
});

/** Creates Jobs, one after the other, until it is told to end; returns which ones were acknowledged. */
async function createJobs(catalog: Catalog, prefix: number, over: AbortSignal): Promise<Map<string, number>> {
  const created = new Map<string, number>();
  for (let n = prefix; !over.aborted; n++) {
    const { jobId } = await catalog.one(createJob(job(n)));
    created.set(`job.${n}`, jobId);
  }
  return created;
}

test('with synchronous standbys a failover under a writer loses nothing and doubles nothing, and a standby counts as away', async (t) => {
  await using stage = await openPair();
  await stage.primary.instance.synchronise({ members: ['b'], count: 1 }, never);
  const failovers: unknown[] = [];
  await using catalog = await stage.open(5n, { onFailover: (facts) => failovers.push(facts) });
  await takeOver(catalog, 5n);
  await catalogDurable(catalog);

  const over = new AbortController();
  const writers = [0, 1_000_000, 2_000_000].map((prefix) => createJobs(catalog, prefix, over.signal));
  const ingest = await openAttributeIngest(catalog, { jobId: 77, batchBytes: 40_000 });
  let files = 0;
  const saving = (async () => {
    while (!over.signal.aborted) for (let n = 0; n < 500; n++) await ingest.add(record(++files));
    return ingest.finish();
  })();
  const jobs = async () => Number((await stage.standby.ask('SELECT count(*) FROM job').catch(() => []))[0]?.count ?? 0);
  await until(async () => (await jobs()) > 20);

  // The primary falls, everybody is told too early where the next one will be, and then it is promoted.
  await stage.primary.instance.stop('immediate');
  stage.place = stage.standby;
  catalog.moved();
  for (const epoch of [5n, 0n]) {
    const error = await t.throwsAsync(stage.open(epoch, { outageLimitMs: 100 }), { code: 'CATALOG_UNREACHABLE' });
    t.regex(error?.message ?? '', /standby/);
  }
  await stage.standby.instance.detach(never);
  await stage.standby.instance.promote(never);
  await stage.standby.instance.synchronise({ members: [], count: 0 }, never);
  const then = await jobs();
  await until(async () => (await jobs()) > then + 20);
  over.abort();

  const created = new Map((await Promise.all(writers)).flatMap((each) => [...each]));
  await saving;
  const doubled = await catalog.query(sql`SELECT Job FROM Job GROUP BY Job HAVING count(*) > 1`);
  t.deepEqual(doubled, []);
  const rows = await catalog.query(sql<{ job: string; jobId: number }>`SELECT Job AS job, JobId AS "jobId" FROM Job`);
  const kept = new Map(rows.map((row) => [row.job, row.jobId]));
  for (const [name, jobId] of created) t.is(kept.get(name), jobId, name);
  const [sums] = await catalog.query(
    sql<{ rows: number; different: number; named: number }>`
      SELECT count(*) AS rows, count(DISTINCT FileIndex) AS different,
             count(*) FILTER (WHERE Path || Filename = '/d' || FileIndex % 97 || '/' || FileIndex) AS named
        FROM File LEFT JOIN Path USING (PathId) WHERE JobId = 77`,
  );
  t.deepEqual(sums, { rows: files, different: files, named: files });
  t.is((await catalog.one(sql<{ epoch: number }>`SELECT epoch FROM understudy.epoch`)).epoch, 5);
  t.deepEqual(failovers, [{ synchronous: true }]);

  // Somebody cancels the wait for a standby that is away: PostgreSQL answers as if nothing was amiss.
  await stage.standby.instance.synchronise({ members: ['a'], count: 1 }, never);
  const waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
  // PostgreSQL's processes hear of new settings one after the other: whoever asks is not the one that makes commits wait.
  await until(async () => {
    stage.standby.ask("SELECT pg_logical_emit_message(true, 'test', '')").catch(() => {});
    return (await stage.standby.ask(waiting)).length > 0;
  });
  const waits = `${waiting} AND application_name = 'understudy'`;
  let answered = false;
  const last = catalog.one(createJob(job(3_000_000))).finally(() => {
    answered = true;
  });
  const first = await until(async () => (await stage.standby.ask(waits))[0]?.pid);
  await stage.standby.ask(`SELECT pg_cancel_backend(${first})`);
  await until(async () => (await stage.standby.ask(`${waits} AND pid <> ${first}`)).length > 0 || answered);
  // The connection is lost while the commit waits: its session goes on, and nobody sees the row that it has made.
  const second = await until(async () => (await stage.standby.ask(waits)).map(({ pid }) => pid));
  catalog.moved();
  await until(async () => {
    const pids = (await stage.standby.ask(waits)).map(({ pid }) => pid);
    return answered || (pids.length > 0 && !pids.some((pid) => second.includes(pid)));
  });
  t.false(answered);
  await stage.standby.instance.synchronise({ members: [], count: 0 }, never);
  t.deepEqual(await catalog.query(sql`SELECT JobId AS "jobId" FROM Job WHERE Job = 'job.3000000'`), [await last]);
});

test('what an asynchronous failover lost was not called durable, and the epoch that it lost is raised again', async (t) => {
  await using stage = await openPair();
  let seenByOld = stage.primary;
  await using old = await stage.open(5n, { place: () => stage.at(seenByOld) });
  await takeOver(old, 5n);
  await old.one(createJob(job(1)));
  await catalogDurable(old);

  // From here on the standby receives nothing more, not even that another Director has taken over.
  await stage.standby.instance.detach(never);
  const failovers: unknown[] = [];
  await using young = await stage.open(7n, { onFailover: (facts) => failovers.push(facts) });
  await takeOver(young, 7n);
  const lost = await young.one(createJob(job(2)));
  const ingests = await Promise.all([78, 79].map((jobId) => openAttributeIngest(young, { jobId })));
  const [behind, unnamed] = ingests as [AttributeIngest, AttributeIngest];
  await behind.add({ ...record(1), name: '/known before/f' });
  const vain = catalogDurable(young, { limitMs: 30_000 });
  vain.catch(() => {});
  await t.throwsAsync(catalogDurable(young, { limitMs: 300 }), { code: 'CATALOG_NOT_DURABLE', message: /no standby/ });

  // One Job's rows are committed; of the other's only the path is, and the rows wait.
  await (behind as JournalIngest).flush();
  await behind.add({ ...record(2), name: '/known before/g' });
  const blocked = new AbortController();
  const locked = Promise.withResolvers<void>();
  const lock = young.transaction(async (transaction) => {
    await transaction.execute(sql`LOCK TABLE File IN SHARE MODE`);
    locked.resolve();
    await new Promise((resolve) => blocked.signal.addEventListener('abort', resolve));
  });
  lock.catch(() => {});
  await locked.promise;
  await unnamed.add({ ...record(1), name: '/new on the old primary/f' });
  const unnamedEnds = t.throwsAsync(unnamed.finish(), { code: 'CATALOG_INGEST_REWOUND', message: /paths/ });
  await until(async () => (await stage.primary.ask("SELECT 1 FROM path WHERE path LIKE '/new on%'")).length > 0);

  await stage.primary.instance.stop('immediate');
  await stage.standby.instance.promote(never);
  blocked.abort();
  seenByOld = stage.standby;
  old.moved();
  // Nothing that it could see says that it was overtaken.
  await old.one(createJob(job(3)));
  stage.place = stage.standby;
  young.moved();
  t.is(await young.find(jobByUniqueName('job.2')), undefined);
  t.not(await young.find(jobByUniqueName('job.3')), undefined);
  await t.throwsAsync(vain, { code: 'CATALOG_NOT_DURABLE' });
  await t.throwsAsync(old.one(createJob(job(4))), { code: 'CATALOG_FENCED' });
  t.is((await young.one(sql<{ epoch: number }>`SELECT epoch FROM understudy.epoch`)).epoch, 7);
  t.deepEqual(failovers, [{ synchronous: false }]);
  await unnamedEnds;
  await t.throwsAsync(behind.finish(), { code: 'CATALOG_INGEST_REWOUND' });
  t.deepEqual(await young.query(sql`SELECT 1 FROM File WHERE JobId IN (78, 79)`), []);
  t.true((await young.one(createJob(job(5)))).jobId > lost.jobId, 'a number that was lost is not given out again');
});
