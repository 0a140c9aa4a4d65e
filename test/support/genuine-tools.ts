/** The genuine programs that read Volumes without a Director: they judge what a Storage Daemon wrote. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { genuineCommand } from './genuine-programs.ts';
import type { StorageDaemon } from './genuine-storage-daemon.ts';
import type { Database } from './postgres.ts';
import { type RunResult, run } from './program.ts';
import { makeTempDir } from './temp-dir.ts';

interface ToolOptions {
  /** Which Volumes to read; all of one call are read one after another. */
  readonly volumes: readonly string[];
  /** The device that reads; default: the first. */
  readonly device?: string;
  readonly args?: readonly string[];
  readonly timeoutMs?: number;
}

const device = (storage: StorageDaemon, options: ToolOptions) => options.device ?? storage.devices[0] ?? '';
const volumes = (options: ToolOptions) => (options.volumes.length > 0 ? ['-V', options.volumes.join('|')] : []);

/** Lists what is on Volumes; `args`: ['-j'] for Jobs, ['-L'] for labels, ['-k'] for blocks. */
export function bls(storage: StorageDaemon, options: ToolOptions): Promise<RunResult> {
  const args = ['-c', storage.configFile, ...(options.args ?? []), ...volumes(options), device(storage, options)];
  return run(genuineCommand(storage.version, 'bls', args), limit(options));
}

/** Brings files back from Volumes alone, into `target` (with their whole path below it). */
export async function bextract(
  storage: StorageDaemon,
  options: ToolOptions & { readonly target: string; readonly bootstrap?: string },
): Promise<RunResult> {
  await mkdir(options.target, { recursive: true });
  await using dir = await makeTempDir('bextract');
  const bootstrapFile = join(dir.path, 'restore.bsr');
  if (options.bootstrap !== undefined) await writeFile(bootstrapFile, options.bootstrap, 'latin1');
  const chosen = options.bootstrap === undefined ? volumes(options) : ['-b', bootstrapFile];
  const args = ['-c', storage.configFile, ...(options.args ?? []), ...chosen, device(storage, options), options.target];
  return await run(genuineCommand(storage.version, 'bextract', args), limit(options));
}

/** Writes what it finds on Volumes into a Catalog (of the same version; empty for a clean comparison). */
export async function bscan(
  storage: StorageDaemon,
  options: ToolOptions & { readonly catalog: Database },
): Promise<RunResult> {
  await using dir = await makeTempDir('bscan');
  const { catalog } = options;
  const args = [
    '-c',
    storage.configFile,
    '-w',
    dir.path,
    '-s',
    '-m',
    '-v',
    ...(options.args ?? []),
    ...volumes(options),
  ];
  // No password in the argument list: the tool comes through the socket, where the cluster trusts the role.
  const database = [
    '-n',
    catalog.database,
    '-u',
    catalog.user,
    '-h',
    catalog.socketDirectory,
    '-t',
    String(catalog.port),
  ];
  return await run(
    genuineCommand(storage.version, 'bscan', [...args, ...database, device(storage, options)]),
    limit(options),
  );
}

const limit = (options: ToolOptions) => ({ timeoutMs: options.timeoutMs ?? 300_000 });
