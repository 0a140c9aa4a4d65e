/** `understudy config apply`: the files of this node become the committed configuration. */
import { type ConfigurationKind, checkConfiguration } from '../../config/index.ts';
import {
  ConfigurationOutdatedError,
  committedOrRefuse,
  type LocalNode,
  outdatedFiles,
  type PointerSnapshot,
  type Release,
  ReleaseMissingError,
  WorkingCopyError,
} from '../../replication/index.ts';
import { parseArguments } from '../arguments.ts';
import { bytesToPath } from '../director/ways-in.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { APPLY_OPTIONS, carryOut } from './carry-out.ts';
import type { Replication } from './open-replication.ts';
import { readStore } from './open-store.ts';
import { CONFIG_OPTIONS, openFromOptions } from './options.ts';
import { obtainRelease, workingRelease } from './releases.ts';

const OPTIONS = {
  ...CONFIG_OPTIONS,
  ...APPLY_OPTIONS,
  reviewed: { type: 'boolean' },
  committed: { type: 'boolean' },
} as const;

export async function applyAction(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseArguments(args, OPTIONS, { verb: 'config', positionals: [0, 0] });
  await using replication = await openFromOptions(values, terminal.environment);
  const seen = await readStore(replication);
  const release = values.committed
    ? await committedRelease(replication, seen)
    : await editedRelease(replication, seen, values.reviewed === true);
  const { why = '', without = [], overwrite = [], json = false } = values;
  return await carryOut(replication, { release, seen, why, without, overwrite, json }, terminal);
}

async function committedRelease(replication: Replication, seen: PointerSnapshot): Promise<Release> {
  const committed = committedOrRefuse(seen);
  if (committed === undefined) throw new ReleaseMissingError('that is committed', 'The cluster');
  return obtainRelease(replication, committed.digest);
}

async function editedRelease(replication: Replication, seen: PointerSnapshot, reviewed: boolean): Promise<Release> {
  const release = await workingRelease(replication);
  await checkDaemonFiles(replication);
  const committed = committedOrRefuse(seen);
  if (committed !== undefined && committed.digest !== release.digest && !reviewed) {
    await refuseOutdated(replication.local, release, await obtainRelease(replication, committed.digest), committed.by);
  }
  return release;
}

async function refuseOutdated(local: LocalNode, release: Release, committed: Release, by: string): Promise<void> {
  const files = outdatedFiles(release, committed, await local.workingCopy.bases());
  if (files.length > 0) throw new ConfigurationOutdatedError(files, by);
}

/** Before anybody is called: our own reading of what genuine daemons are to get. */
async function checkDaemonFiles({ own }: Replication): Promise<void> {
  const problems: string[] = [];
  for (const { kind, source } of own.daemonFiles.values()) {
    if (kind === 'other') continue;
    const as: ConfigurationKind = kind;
    const verdict = await checkConfiguration(bytesToPath(source), { as });
    if (verdict.exitCode !== 0) problems.push(verdict.text);
  }
  if (problems.length > 0) throw new WorkingCopyError(problems);
}
