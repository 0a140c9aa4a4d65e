/** Directors and Catalogs on machines of their own: each falls alone, and the other carries on. */
import test from 'ava';
import { type ClusterStage, openClusterStage } from '../support/cluster-stage.ts';
import { until } from '../support/wait.ts';

const FILES = Array.from({ length: 60 }, () => 100_000);
const [CATALOG, DIRECTOR] = [{ Director: false }, { Catalog: false, 'Replication Password File': undefined }];

const epochOf = async ({ dcs }: ClusterStage): Promise<bigint | undefined> =>
  (await dcs.read()).entries.get('leader/director')?.createRevision;

test('the Catalog fails over under a Director that carries on, and a Director over a Catalog that stays', async (t) => {
  await using stage = await openClusterStage({
    nodes: { c1: CATALOG, c2: CATALOG, d1: DIRECTOR, d2: DIRECTOR },
    files: FILES,
    cluster: { Lease: '5 seconds' },
    config: { jobDirectives: { 'Maximum Bandwidth': '400 kb/s' } },
  });
  const director = await stage.leader();
  const catalog = await until(() => stage.whoLeads('catalog'));
  t.regex(director.name, /^d/);
  t.regex(catalog.name, /^c/);
  const [epoch, pid] = [await epochOf(stage), await director.pid('director')];

  const jobId = await stage.run({ level: 'Full' });
  const rows = `SELECT count(*)::integer AS count FROM file WHERE jobid = ${jobId}`;
  await until(async () => ((await stage.query<{ count: number }>(rows))[0]?.count ?? 0) > 2, { timeoutMs: 60_000 });
  await catalog.kill('SIGKILL');
  const promoted = await until(
    async () => {
      const node = await stage.whoLeads('catalog');
      return node !== catalog && node;
    },
    { timeoutMs: 60_000, what: 'the other Catalog' },
  );
  t.regex(promoted.name, /^c/);
  const { status } = await stage.ended(jobId);
  if (status !== 'T') t.log(await stage.jobLog(jobId), await stage.log());
  t.is(status, 'T');
  t.is((await stage.query<{ count: number }>(rows))[0]?.count, FILES.length + 1);
  // A machine that stands still for seconds may lose a leadership that nobody has touched.
  if ((await epochOf(stage)) === epoch) {
    t.is(await director.pid('director'), pid, 'the same process, which has followed the Catalog');
  }

  await catalog.start();
  await stage.healthy(1);
  const falling = await stage.leader();
  await falling.kill('SIGKILL');
  t.regex((await stage.leader(falling)).name, /^d/);
  const next = await stage.ended(await stage.run({ level: 'Incremental' }));
  t.is(next.status, 'T');
});
