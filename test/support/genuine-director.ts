/** A genuine Director on a genuine Catalog, and its console. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resource } from './bacula-config.ts';
import { DIRECTOR_NAME, DIRECTOR_PASSWORD, type DirectorConfigOptions, directorConfig } from './director-config.ts';
import { freePort } from './free-port.ts';
import { ADDRESS, type GenuineDaemon, startGenuineDaemon } from './genuine-daemon.ts';
import { type GenuineVersion, genuineCommand } from './genuine-programs.ts';
import { run } from './program.ts';
import { makeTempDir } from './temp-dir.ts';

export interface DirectorOptions extends Omit<DirectorConfigOptions, 'port' | 'workingDirectory' | 'version'> {
  readonly version: GenuineVersion;
}

export interface GenuineDirector extends GenuineDaemon {
  readonly password: string;
}

/** The Catalog must be of the same version (`createGenuineCatalog`). Starting marks running Jobs in it as failed. */
export async function startDirector(options: DirectorOptions): Promise<GenuineDirector> {
  const { version, name = DIRECTOR_NAME, password = DIRECTOR_PASSWORD } = options;
  const [dir, port] = await Promise.all([makeTempDir('dir'), freePort()]);
  await writeFile(join(dir.path, 'query.sql'), '');
  const config = directorConfig({ ...options, version, port, workingDirectory: dir.path });
  const plan = { version, program: 'bacula-dir', name, port, dir, config, certificate: options.certificate } as const;
  const daemon = await startGenuineDaemon(plan);
  return Object.defineProperty(daemon as GenuineDirector, 'password', { value: password, enumerable: true });
}

export interface ConsoleTarget {
  readonly address?: string;
  readonly port: number;
  readonly name: string;
  readonly password: string;
}

/**
 * Gives commands to a Director through the genuine bconsole and returns all that it printed. `quit` is added. The
 * console's version may differ from the Director's.
 */
export async function runConsole(
  version: GenuineVersion,
  director: ConsoleTarget,
  commands: readonly string[],
  { timeoutMs = 120_000 } = {},
): Promise<string> {
  await using dir = await makeTempDir('console');
  const configFile = join(dir.path, 'bconsole.conf');
  const config = resource('Director', {
    Name: director.name,
    'Dir Port': director.port,
    Address: director.address ?? ADDRESS,
    Password: director.password,
  });
  await writeFile(configFile, config, { mode: 0o600 });
  const input = Buffer.from(`${[...commands, 'quit'].join('\n')}\n`, 'latin1');
  const ended = await run(genuineCommand(version, 'bconsole', ['-n', '-c', configFile]), { input, timeoutMs });
  return ended.stdout;
}
