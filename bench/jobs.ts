/**
 * `npm run bench -- jobs`: empty Jobs a second, ours beside the genuine Director 15.0.3, both with the same genuine
 * 15.0.3 daemons (TLS-PSK, as they come). The sides take turns; the ratio of each turn counts, and its median is quoted.
 */
import { type Contender, openGround } from './jobs/contest.ts';
import { startGenuine } from './jobs/genuine.ts';
import { startOurs } from './jobs/ours.ts';
import { median } from './median.ts';

/** How many may run at once, and how many are queued in one turn. */
const LANES = [
  { parallel: 1, jobs: 12 },
  { parallel: 16, jobs: 96 },
  { parallel: 64, jobs: 192 },
] as const;
const TURNS = 3;

await using ground = await openGround();
console.log('empty Jobs a second   genuine 15.0.3     Understudy          ratio');
for (const { parallel, jobs } of LANES) {
  await using genuine = await startGenuine(ground, parallel);
  await using ours = await startOurs(ground, parallel);
  const turns: { genuine: number; ours: number }[] = [];
  await genuine.runJobs(2); // labels its Volume
  await ours.runJobs(2);
  for (let turn = 0; turn < TURNS; turn++) {
    turns.push({ genuine: await rate(genuine, jobs), ours: await rate(ours, jobs) });
  }
  const columns = [
    `${parallel} at once`.padEnd(16),
    median(turns.map((turn) => turn.genuine)).toFixed(2),
    median(turns.map((turn) => turn.ours)).toFixed(2),
    `${median(turns.map((turn) => turn.ours / turn.genuine)).toFixed(2)} x`,
  ];
  console.log(columns.map((column) => column.padStart(15)).join(''));
}

async function rate(contender: Contender, jobs: number): Promise<number> {
  return jobs / (await contender.runJobs(jobs));
}
