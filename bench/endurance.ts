/**
 * `npm run bench -- endurance --failovers 100 --seed 1`: three nodes on hosts of their own, under Jobs and restores without a
 * pause, lose their leader again and again. In the end each order has run once, nothing is left over, and whatever was reported
 * good comes back as it was saved. Exit status 0 only if nothing was lost. `--hour`: the same load without any fault.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../src/core/index.ts';
import { askOptions } from '../test/support/ask-options.ts';
import { type OurCluster, startOurs } from '../test/support/cluster-hosts/our-hosts.ts';
import { run } from '../test/support/program.ts';
import { pseudoRandom } from '../test/support/pseudo-random.ts';
import { makeTempDir } from '../test/support/temp-dir.ts';
import { type Stopping, untilStopped } from '../test/support/until-stopped.ts';
import { type Blow, strikeAgainAndAgain } from './endurance/blows.ts';
import { History } from './endurance/history.ts';
import { Load } from './endurance/lanes.ts';
import { Office } from './endurance/office.ts';
import { type EnduranceOptions, parseOptions, USAGE } from './endurance/options.ts';
import { daemonsOf } from './endurance/premises.ts';
import { tellReport } from './endurance/report.ts';
import { judge } from './endurance/verdict.ts';

const LOG_FILE = '.cache/endurance.log';

const options = askOptions(USAGE, parseOptions);
await untilStopped((stopping) => endure(options, stopping));

async function endure(options: EnduranceOptions, stopping: Stopping): Promise<void> {
  await run(['bash', 'scripts/prepare'], { timeoutMs: 600_000, cwd: process.cwd() });
  await using work = await makeTempDir('endurance');
  const folder = work.path;
  await using cluster = await startOurs({ synchronous: true, daemons: daemonsOf(folder) });
  await stopping.race(() => endureIn(folder, cluster, options));
}

async function endureIn(
  folder: string,
  cluster: OurCluster,
  { failovers, calmMs, seed, faults }: EnduranceOptions,
): Promise<void> {
  const beganMs = performance.now();
  const minutes = (): string => `${((performance.now() - beganMs) / 60_000).toFixed(1)} min`;
  const [office, history] = [new Office(cluster), new History()];
  const load = await Load.start({ folder, office, history, next: pseudoRandom(seed) });
  const blows: Blow[] = [];
  try {
    if (calmMs === undefined) {
      const next = pseudoRandom(seed + 1);
      for await (const blow of strikeAgainAndAgain({ cluster, history, faults, failovers, next })) blows.push(blow);
    } else await stayCalm(cluster, history, calmMs);
  } catch (error) {
    history.accuse(describeError(error));
  }
  console.log(`${minutes()}: no more orders; ${history.underWay} Jobs are under way`);
  await load.end();
  console.log(`${minutes()}: all is over; each of ${history.backups.length} backups is restored`);
  tellReport(history, await judge({ folder, office, history }), blows);
  console.log(`${minutes()} in all`);
  if (history.wrong.length > 0) {
    mkdirSync('.cache', { recursive: true });
    const logs = await office.query<{ jobid: number; logtext: string }>(
      'SELECT jobid, logtext FROM log ORDER BY logid',
    );
    const said = logs.map(({ jobid, logtext }) => `${jobid}: ${logtext}`).join('');
    writeFileSync(LOG_FILE, `${history.wrong.join('\n')}\n\n${said}\n${await cluster.story()}`);
    console.log(`What everybody said is in ${LOG_FILE}`);
  }
  process.exitCode = history.wrong.length === 0 ? 0 : 1;
}

/** Nobody touches it, so nobody loses an office. */
async function stayCalm(cluster: OurCluster, history: History, calmMs: number): Promise<void> {
  const epochs = async (): Promise<string> => {
    const { entries } = await cluster.dcs.read();
    return ['director', 'catalog'].map((office) => entries.get(`leader/${office}`)?.createRevision).join(' and ');
  };
  const before = await epochs();
  const endMs = performance.now() + calmMs;
  while (performance.now() < endMs) {
    await sleep(Math.min(60_000, endMs - performance.now()));
    console.log(`${history.backups.length} backups and ${history.restores.length} restores have ended`);
  }
  const now = await epochs();
  if (now !== before)
    history.accuse(`an office changed hands without any fault: the epochs were ${before}, and are ${now}`);
}
