/**
 * npm run crash -- --kills 200 --seed 1: kills our Storage Daemon that often while Jobs append, and looks after each time
 * whether all that was reported good is there. Exit status 0: nothing was lost.
 */
import { parseArgs } from 'node:util';
import { askOptions } from '../support/ask-options.ts';
import { type CrashSummary, runCrashes } from './crash-run.ts';

const USAGE = `npm run crash -- [OPTIONS]
  --kills N   how often our Storage Daemon is killed (200)
  --seed N    what is written, and when it is killed (1)`;

function parseOptions(args: readonly string[]): { kills: number; seed: number } {
  const options = { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const [kills, seed] = [Number(values.kills), Number(values.seed)];
  if (Number.isInteger(kills) && kills > 0 && Number.isInteger(seed)) return { kills, seed };
  throw new Error('--kills and --seed take whole numbers, and one kill at least');
}

const tell = (text: string): void => void process.stdout.write(`${text}\n`);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function tellSummary(sum: CrashSummary, seed: number): void {
  tell('');
  tell(`seed                 ${seed}`);
  tell(`kills                ${sum.kills}`);
  tell(`Jobs                 ${sum.jobs}, of them ${sum.goodJobs} reported good with ${megabytes(sum.goodBytes)}`);
  tell(`told in journals     ${sum.journaled}, of them ${sum.adopted} whose good end the next Director heard`);
  tell(`read back, each twice ${sum.readings} times a Job, ${megabytes(sum.readBytes)}`);
  tell(`Volumes              ${sum.volumes}, of them ${sum.volumesInError} in Error`);
  tell(`torn ends cut off    ${sum.torn}, ${sum.tornBytes} bytes`);
  tell(`duration             ${sum.seconds.toFixed(0)} s`);
  tell(sum.lost.length === 0 ? 'Nothing was lost' : `LOST: ${sum.lost.length}\n${sum.lost.join('\n')}`);
}

const { kills, seed } = askOptions(USAGE, parseOptions);
const summary = await runCrashes({ kills, seed, tell });
tellSummary(summary, seed);
process.exitCode = summary.lost.length === 0 ? 0 : 1;
