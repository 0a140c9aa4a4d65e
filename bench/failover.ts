/**
 * `npm run bench -- failover [OPTIONS]`: three nodes on hosts of their own (network namespaces), etcd on each of them, ours
 * beside Patroni, under the same applications that write all the time. `--help` lists the options; CONTRIBUTING.md says what
 * the columns mean.
 */

import { askOptions } from '../test/support/ask-options.ts';
import type { ContenderCluster } from '../test/support/cluster-hosts/contender.ts';
import { type OurCluster, startOurs } from '../test/support/cluster-hosts/our-hosts.ts';
import { run } from '../test/support/program.ts';
import { type Stopping, untilStopped } from '../test/support/until-stopped.ts';
import { Office } from './endurance/office.ts';
import { type Case, casesOf } from './failover/faults.ts';
import { slowDaemons } from './failover/job-under-way.ts';
import { type FaultOutcome, measureFault } from './failover/measure.ts';
import { type ContenderName, type FailoverOptions, parseOptions, USAGE } from './failover/options.ts';
import { PATRONI_DEFAULTS, PATRONI_FASTEST, startPatroni } from './failover/patroni.ts';
import { HEADING, rowOf } from './failover/table.ts';

const START: Readonly<Record<ContenderName, () => Promise<ContenderCluster>>> = {
  ours: () => startOurs({ synchronous: true, daemons: slowDaemons }),
  'ours-async': () => startOurs({ synchronous: false, daemons: slowDaemons }),
  patroni: () => startPatroni(PATRONI_DEFAULTS),
  'patroni-fast': () => startPatroni(PATRONI_FASTEST),
};

const isOurs = (cluster: ContenderCluster): cluster is OurCluster => 'query' in cluster;

const options = askOptions(USAGE, parseOptions);
await untilStopped((stopping) => measureAll(options, stopping));

async function measureAll(options: FailoverOptions, stopping: Stopping): Promise<void> {
  await run(['bash', 'scripts/prepare', '--faults'], { timeoutMs: 600_000, cwd: process.cwd() });
  if (!options.json) console.log(HEADING);
  const ours = new Map<string, readonly FaultOutcome[]>();
  for (const name of options.contenders) {
    await using cluster = await START[name]();
    const hasDirector = cluster.nodes.some(({ directorAnswers }) => directorAnswers !== undefined);
    const faults = options.faults.filter(({ ofDirector }) => hasDirector || !ofDirector);
    for (const one of faults.flatMap(casesOf)) {
      const outcomes: FaultOutcome[] = [];
      if (name === 'ours') ours.set(one.title, outcomes);
      try {
        await stopping.race(() => strikeAgainAndAgain({ name, cluster, case: one, outcomes }, options));
      } finally {
        // Also what was measured before a run that failed.
        const beside = isOurs(cluster) ? undefined : ours.get(one.title);
        if (!options.json) console.log(rowOf(`${cluster.name}, ${one.title}`, outcomes, beside));
      }
    }
  }
}

interface Series {
  readonly name: ContenderName;
  readonly cluster: ContenderCluster;
  readonly case: Case;
  /** Where what each run came to goes. */
  readonly outcomes: FaultOutcome[];
}

async function strikeAgainAndAgain(
  { name, cluster, case: one, outcomes }: Series,
  options: FailoverOptions,
): Promise<void> {
  const office = isOurs(cluster) ? new Office(cluster) : undefined;
  const runs = office === undefined ? options.patroniRuns : options.runs;
  while (outcomes.length < runs) {
    const outcome = await measureFault(cluster, { case: one, pauseMs: options.pauseMs, office });
    outcomes.push(outcome);
    if (options.json)
      console.log(JSON.stringify({ contender: name, fault: one.fault.name, etcdLeader: one.etcdLeader, ...outcome }));
    progress(`${cluster.name}, ${one.title}: ${outcomes.length} of ${runs}`);
  }
  progress('');
}

/** One line that is written over, on a terminal alone. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
