/** `understudy config history`: who committed what, when and why. */
import { type Commit, committedIn, historyIn } from '../../replication/index.ts';
import { parseArguments } from '../arguments.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { paint } from '../render/colour.ts';
import { formatTime } from '../render/figures.ts';
import { type Column, renderTable } from '../render/table.ts';
import type { Terminal } from '../terminal.ts';
import { readStore } from './open-store.ts';
import { CONFIG_OPTIONS, openFromOptions } from './options.ts';

const DIGEST_SHOWN = 12;

export async function historyAction(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseArguments(args, CONFIG_OPTIONS, { verb: 'config', positionals: [0, 0] });
  await using replication = await openFromOptions(values, terminal.environment);
  const snapshot = await readStore(replication);
  const commits = historyIn(snapshot);
  if (values.json) await terminal.out(`${JSON.stringify(commits.map(commitJson))}\n`);
  else await terminal.out(renderTable(commits, columns(committedIn(snapshot)), paint(terminal.colours)));
  return EXIT.ok;
}

export const commitJson = ({ atMs, ...commit }: Commit): object => ({ ...commit, at: new Date(atMs).toISOString() });

const columns = (committed: Commit | undefined): readonly Column<Commit>[] => [
  { title: '', value: ({ number }) => (number === committed?.number ? '*' : '') },
  { title: 'Number', value: ({ number }) => String(number), right: true },
  { title: 'Release', value: ({ digest }) => digest.slice(0, DIGEST_SHOWN) },
  { title: 'When', value: ({ atMs }) => formatTime(new Date(atMs).toISOString()) },
  { title: 'By', value: ({ by }) => by },
  { title: 'Why', value: ({ why }) => why },
  { title: 'Changes', value: changesOf },
];

function changesOf({ changes, changed }: Commit): string {
  const more = changed - changes.length;
  return `${changes.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}
