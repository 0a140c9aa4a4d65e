/** Many stories: one thread a core, a line of progress on a terminal, the sums at the end, and the whole of what went wrong. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { askOptions } from '../support/ask-options.ts';
import type { Outcome } from './story.ts';
import type { Share } from './teller.ts';

const STORIES_SHOWN = 3;
/** Where nobody watches a terminal a line is written so often. */
const TOLD_MS = 60_000;
/** Most of what a story throws away lives for a moment: it shall die young, and not be carried along. */
const YOUNG_MB = 64;

interface Sums {
  seeds: number;
  operated: number;
  virtualHours: number;
  faults: number;
  orders: number;
  leaderships: number;
  acknowledged: number;
  jobs: number;
  violations: number;
}

const sums: Sums = {
  ...{ seeds: 0, operated: 0, virtualHours: 0, faults: 0, orders: 0 },
  ...{ leaderships: 0, acknowledged: 0, jobs: 0, violations: 0 },
};

const USAGE = `npm run simulate -- [OPTIONS]
  --seeds N      how many stories are told (1000)
  --from N       the seed of the first (1)
  --workers N    threads (one a core)
  --without NAME one guard of the product is left out: its story shall break a promise
  --json         the sums as one line of JSON`;

interface Asked {
  readonly count: number;
  readonly from: number;
  readonly workers: number;
  readonly without: string | undefined;
  readonly json: boolean;
}

function parseOptions(args: readonly string[]): Asked {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(availableParallelism()) },
      without: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { seeds, from, workers, without, json } = values;
  return { count: whole('seeds', seeds), from: whole('from', from), workers: whole('workers', workers), without, json };
}

async function tellAll({ count, from, workers, without, json }: Asked): Promise<number> {
  const step = Math.min(workers, count);
  const shares = Array.from({ length: step }, (_, index) => ({ from: from + index, end: from + count, step, without }));
  await Promise.all(shares.map((share) => tellShare(share, (outcome) => take(outcome, count))));
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  process.stdout.write(json ? `${JSON.stringify(sums)}\n` : describe());
  return sums.violations === 0 ? 0 : 1;
}

function tellShare(share: Share, hear: (outcome: Outcome) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
    const worker = new Worker(new URL('./teller.ts', import.meta.url), { workerData: share, resourceLimits });
    worker.on('message', hear);
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

function take(outcome: Outcome, count: number): void {
  sums.seeds += 1;
  if (outcome.operators > 0) sums.operated += 1;
  sums.virtualHours += outcome.virtualMs / 3_600_000;
  sums.faults += outcome.faults;
  sums.orders += outcome.orders;
  sums.leaderships += outcome.leaderships;
  sums.acknowledged += outcome.acknowledged;
  sums.jobs += outcome.jobs;
  if (outcome.violations.length > 0) {
    sums.violations += 1;
    process.stdout.write(`\nSeed ${outcome.seed}:\n${outcome.violations.map((what) => `  ${what}\n`).join('')}`);
    if (sums.violations <= STORIES_SHOWN) process.stdout.write(`${outcome.story.join('\n')}\n`);
  }
  if (sums.seeds === count) return;
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${progress(count)}`);
  else if (performance.now() - toldMs >= TOLD_MS) {
    toldMs = performance.now();
    process.stderr.write(`${progress(count)}\n`);
  }
}

let toldMs = performance.now();

function progress(count: number): string {
  const minutes = (performance.now() / sums.seeds) * ((count - sums.seeds) / 60_000);
  return (
    `${sums.seeds} of ${count} stories, ${sums.virtualHours.toFixed(1)} virtual hours, ${sums.faults} faults, ` +
    `${failovers()} failovers, ${sums.violations} stories with a broken promise; about ${Math.ceil(minutes)} min more`
  );
}

/** Each story's first leader founds its Catalog, and takes nobody's place. */
const failovers = (): number => sums.leaderships - sums.seeds;

const describe = (): string =>
  `${sums.seeds} stories (${sums.operated} with operators), ${sums.virtualHours.toFixed(1)} virtual hours, ` +
  `${sums.faults} faults, ${sums.orders} orders of operators, ${failovers()} failovers, ` +
  `${sums.acknowledged} acknowledged commits, ${sums.jobs} Jobs: ${sums.violations} stories with a broken promise\n`;

function whole(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${name} takes a whole number from 1 on, not ${text}`);
  return number;
}

process.exitCode = await tellAll(askOptions(USAGE, parseOptions));
