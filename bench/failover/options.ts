/** What `npm run bench -- failover` may be asked for. Pure: an argument list becomes options, or a sentence about a mistake. */
import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from './faults.ts';

export const CONTENDERS = ['ours', 'ours-async', 'patroni', 'patroni-fast'] as const;
export type ContenderName = (typeof CONTENDERS)[number];

export interface FailoverOptions {
  /** Of each fault, at clusters of ours. */
  readonly runs: number;
  /** ... and at others, which take many times as long. */
  readonly patroniRuns: number;
  readonly faults: readonly Fault[];
  readonly contenders: readonly ContenderName[];
  /** How long a node stands still. */
  readonly pauseMs: number;
  readonly json: boolean;
}

const FAULT_NAMES = FAULTS.map(({ name }) => name);

export const USAGE = `npm run bench -- failover [OPTIONS]; lists are separated by commas
  --runs N            of each row (30)
  --patroni-runs N    of each fault at Patroni (10, and never more than --runs)
  --faults LIST       of ${FAULT_NAMES.join(', ')} (all); node has two rows: etcd's leader elsewhere, or there too
  --contenders LIST   of ${CONTENDERS.join(', ')} (all but ours-async)
  --pause SECONDS     how long a node stands still (60)
  --json              one line of JSON for each run`;

/** Throws a sentence for anything that is not understood. */
export function parseOptions(args: readonly string[]): FailoverOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '30' },
      'patroni-runs': { type: 'string', default: '10' },
      faults: { type: 'string', default: FAULT_NAMES.join(',') },
      contenders: { type: 'string', default: 'ours,patroni,patroni-fast' },
      pause: { type: 'string', default: '60' },
      json: { type: 'boolean', default: false },
    },
  });
  const faults = listOf('faults', FAULT_NAMES, values.faults);
  const runs = countOf('runs', values.runs);
  return {
    runs,
    patroniRuns: Math.min(runs, countOf('patroni-runs', values['patroni-runs'])),
    faults: FAULTS.filter(({ name }) => faults.includes(name)),
    contenders: listOf('contenders', CONTENDERS, values.contenders),
    pauseMs: countOf('pause', values.pause) * 1000,
    json: values.json,
  };
}

function listOf<T extends string>(option: string, known: readonly T[], text: string): readonly T[] {
  const words = text.split(',');
  const unknown = words.find((word) => !known.some((name) => name === word));
  if (unknown !== undefined) throw new Error(`--${option} knows ${known.join(', ')}, not "${unknown}"`);
  return known.filter((name) => words.includes(name));
}

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Error(`--${option} takes a whole number from 1 on, not "${text}"`);
  return count;
}
