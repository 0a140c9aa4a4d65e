/** `understudy config diff`: what would change, or what a release has changed. */
import { committedOrRefuse, unifiedDiff } from '../../replication/index.ts';
import { parseArguments } from '../arguments.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Paint, paint } from '../render/colour.ts';
import type { Terminal } from '../terminal.ts';
import { readStore } from './open-store.ts';
import { CONFIG_OPTIONS, openFromOptions } from './options.ts';
import { findCommit, obtainRelease, workingRelease } from './releases.ts';

export async function diffAction(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, CONFIG_OPTIONS, { verb: 'config', positionals: [0, 2] });
  await using replication = await openFromOptions(values, terminal.environment);
  const snapshot = await readStore(replication);
  const [from, to] = positionals;
  const before = from === undefined ? committedOrRefuse(snapshot) : findCommit(snapshot, from);
  const old = before && (await obtainRelease(replication, before.digest));
  const young =
    to === undefined
      ? await workingRelease(replication)
      : await obtainRelease(replication, findCommit(snapshot, to).digest);
  const diff = unifiedDiff(old, young);
  if (values.json) await terminal.out(`${JSON.stringify({ from: old?.digest, to: young.digest, diff })}\n`);
  else await terminal.out(diff === '' ? 'Nothing differs.\n' : coloured(diff, paint(terminal.colours)));
  return EXIT.ok;
}

const coloured = (diff: string, paint: Paint): string =>
  diff.replace(/^[-+@].*$/gm, (line) => paint(line, colourOf(line)));

const colourOf = (line: string) =>
  /^(---|\+\+\+|@)/.test(line) ? ('bold' as const) : line.startsWith('+') ? ('green' as const) : ('red' as const);
