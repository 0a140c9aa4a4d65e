/** What `npm run bench -- endurance` may be asked for. Pure: an argument list becomes options, or a sentence about a mistake. */
import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from '../failover/faults.ts';

export interface EnduranceOptions {
  readonly failovers: number;
  /** Instead of failovers: so long under load, while nobody touches the cluster. */
  readonly calmMs: number | undefined;
  readonly seed: number;
  readonly faults: readonly Fault[];
}

const NAMES = FAULTS.map(({ name }) => name);

export const USAGE = `npm run bench -- endurance [OPTIONS]
  --failovers N    in a row, each as soon as the cluster is whole again (10)
  --faults LIST    of ${NAMES.join(', ')}, separated by commas (all)
  --seed N         what befalls whom, when, and what is ordered (1)
  --minutes N      so long under load without any fault, in place of failovers: nobody may lose an office
  --hour           --minutes 60`;

/** undefined: only help was asked for. Throws a sentence for anything that is not understood. */
export function parseOptions(args: readonly string[]): EnduranceOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      failovers: { type: 'string', default: '10' },
      faults: { type: 'string', default: NAMES.join(',') },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string' },
      hour: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const names = values.faults.split(',');
  const unknown = names.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new Error(`--faults knows ${NAMES.join(', ')}, not "${unknown}"`);
  const minutes = values.hour ? '60' : values.minutes;
  return {
    failovers: countOf('failovers', values.failovers),
    calmMs: minutes === undefined ? undefined : countOf('minutes', minutes) * 60_000,
    seed: countOf('seed', values.seed),
    faults: FAULTS.filter(({ name }) => names.includes(name)),
  };
}

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Error(`--${option} takes a whole number from 1 on, not "${text}"`);
  return count;
}
