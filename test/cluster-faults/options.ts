/** What `npm run faults` may be asked for. Pure: an argument list becomes options, or a sentence about a mistake. */
import { parseArgs } from 'node:util';
import type { Story } from './story.ts';

export interface FaultOptions {
  readonly stories: readonly Story[];
  readonly runs: number;
  readonly list: boolean;
}

export const USAGE = `npm run faults -- [OPTIONS]
  --only LIST   names of stories, separated by commas; the beginning of a name is enough (all)
  --runs N      of each (1)
  --list        names and titles, and nothing is done`;

/** undefined: only help was asked for. Throws a sentence for anything that is not understood. */
export function parseOptions(args: readonly string[], all: readonly Story[]): FaultOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: '' },
      runs: { type: 'string', default: '1' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const runs = Number(values.runs);
  if (!Number.isSafeInteger(runs) || runs < 1)
    throw new Error(`--runs takes a whole number from 1 on, not "${values.runs}"`);
  return { stories: chosen(values.only, all), runs, list: values.list };
}

function chosen(text: string, all: readonly Story[]): readonly Story[] {
  if (text === '') return all;
  const words = text.split(',');
  const unknown = words.find((word) => !all.some(({ name }) => name.startsWith(word)));
  if (unknown !== undefined) throw new Error(`There is no story "${unknown}"; --list names them all`);
  const isNamed = (word: string) => all.some(({ name }) => name === word);
  return all.filter(({ name }) => words.some((word) => (isNamed(word) ? name === word : name.startsWith(word))));
}
