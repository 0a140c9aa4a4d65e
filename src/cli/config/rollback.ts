/** `understudy config rollback`: an earlier release is committed again; the history only ever grows. */
import { committedOrRefuse, historyIn, ReleaseMissingError } from '../../replication/index.ts';
import { parseArguments } from '../arguments.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { APPLY_OPTIONS, carryOut } from './carry-out.ts';
import { readStore } from './open-store.ts';
import { CONFIG_OPTIONS, openFromOptions } from './options.ts';
import { findCommit, obtainRelease } from './releases.ts';

const OPTIONS = { ...CONFIG_OPTIONS, ...APPLY_OPTIONS } as const;

export async function rollbackAction(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseArguments(args, OPTIONS, { verb: 'config', positionals: [0, 1] });
  await using replication = await openFromOptions(values, terminal.environment);
  const seen = await readStore(replication);
  const committed = committedOrRefuse(seen);
  const [word] = positionals;
  const target =
    word === undefined
      ? historyIn(seen).find(({ digest, number }) => number < (committed?.number ?? 0) && digest !== committed?.digest)
      : findCommit(seen, word);
  if (target === undefined) throw new ReleaseMissingError('before this one', 'The history');
  const release = await obtainRelease(replication, target.digest);
  const { without = [], overwrite = [], json = false } = values;
  const why = values.why ?? `back to number ${target.number}`;
  return await carryOut(replication, { release, seen, why, without, overwrite, json }, terminal);
}
