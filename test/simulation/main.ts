/** Many stories: one thread a core, a line of progress on a terminal, the sums at the end, and the whole of what went wrong. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Outcome, tellStory } from './story.ts';

const STORIES_SHOWN = 3;
/** Where nobody watches a terminal a line is written each so many. */
const STORIES_TOLD = 5_000;

interface Sums {
  seeds: number;
  virtualHours: number;
  faults: number;
  leaderships: number;
  acknowledged: number;
  jobs: number;
  violations: number;
}

async function tellAll(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      json: { type: 'boolean' },
    },
  });
  const [count, from] = [whole('seeds', values.seeds), whole('from', values.from)];
  const sums: Sums = { seeds: 0, virtualHours: 0, faults: 0, leaderships: 0, acknowledged: 0, jobs: 0, violations: 0 };
  const threads = Math.min(availableParallelism(), count);
  await Promise.all(Array.from({ length: threads }, (_, index) => tellShare(index, threads, { count, from }, sums)));
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  process.stdout.write(values.json === true ? `${JSON.stringify(sums)}\n` : describe(sums));
  return sums.violations === 0 ? 0 : 1;
}

function tellShare(index: number, threads: number, order: { count: number; from: number }, sums: Sums): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { index, threads, ...order } });
    worker.on('message', (outcome: Outcome) => take(outcome, sums, order.count));
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

function take(outcome: Outcome, sums: Sums, count: number): void {
  sums.seeds += 1;
  sums.virtualHours += outcome.virtualMs / 3_600_000;
  sums.faults += outcome.faults;
  sums.leaderships += outcome.leaderships;
  sums.acknowledged += outcome.acknowledged;
  sums.jobs += outcome.jobs;
  if (outcome.violations.length > 0) {
    sums.violations += 1;
    process.stdout.write(`\nSeed ${outcome.seed}:\n${outcome.violations.map((what) => `  ${what}\n`).join('')}`);
    if (sums.violations <= STORIES_SHOWN) process.stdout.write(`${outcome.story.join('\n')}\n`);
  }
  if (process.stdout.isTTY)
    process.stdout.write(`\r${sums.seeds} of ${count} stories, ${sums.violations} with a broken promise`);
  else if (sums.seeds % STORIES_TOLD === 0 && sums.seeds < count) process.stderr.write(`By now: ${describe(sums)}`);
}

const describe = ({ seeds, virtualHours, faults, leaderships, acknowledged, jobs, violations }: Sums): string =>
  `${seeds} stories, ${virtualHours.toFixed(1)} virtual hours, ${faults} faults, ${leaderships} leaderships, ` +
  `${acknowledged} acknowledged commits, ${jobs} Jobs: ${violations} stories with a broken promise\n`;

function whole(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${name} takes a whole number from 1 on, not ${text}`);
  return number;
}

async function tellMine(): Promise<void> {
  const { index, threads, count, from } = workerData as { index: number; threads: number; count: number; from: number };
  for (let seed = from + index; seed < from + count; seed += threads) {
    const outcome = await tellStory(seed);
    parentPort?.postMessage(outcome.violations.length > 0 ? outcome : { ...outcome, story: [] });
  }
}

if (isMainThread) process.exitCode = await tellAll();
else await tellMine();
