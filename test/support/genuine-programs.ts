/** Where Debian's Bacula programs lie (scripts/genuine put them there) and how they are run without being installed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type GenuineVersion = '9.6.7' | '15.0.3';
export const GENUINE_VERSIONS: readonly GenuineVersion[] = ['9.6.7', '15.0.3'];

export type GenuineProgram = 'bacula-dir' | 'bacula-sd' | 'bacula-fd' | 'bconsole' | 'bls' | 'bextract' | 'bscan';

const cache = process.env.UNDERSTUDY_GENUINE ?? fileURLToPath(new URL('../../.cache/genuine', import.meta.url));

/** The folder that holds the unpacked packages of this version. */
export function genuineRoot(version: GenuineVersion): string {
  const root = join(cache, `bacula-${version}`);
  if (!existsSync(join(root, 'complete'))) {
    throw new Error(`The genuine Bacula ${version} is not below ${root}: run scripts/genuine`);
  }
  return root;
}

/**
 * The command line that starts a genuine program. It runs under the loader and the libraries of its own Debian release,
 * whatever this machine's are; what it starts itself (RunScripts, mail) gets the machine's, as nothing is set in the
 * environment.
 */
export function genuineCommand(version: GenuineVersion, program: GenuineProgram, args: readonly string[]): string[] {
  const root = genuineRoot(version);
  const library = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'].map((folder) => join(root, folder));
  const loader = library.map((folder) => join(folder, 'ld-linux-x86-64.so.2')).find((path) => existsSync(path));
  if (!loader) throw new Error(`No dynamic loader below ${root}`);
  const path = [...library, join(root, 'usr/lib/bacula')].join(':');
  const binary = join(root, 'usr/sbin', program);
  return [loader, '--library-path', path, '--argv0', binary, binary, ...args];
}

/** The folder of the File Daemon's plugins (bpipe). */
export const genuinePluginDirectory = (version: GenuineVersion): string => join(genuineRoot(version), 'usr/lib/bacula');

/** The SQL with which Debian makes the Catalog; the package's own script is broken in 15.0.3. */
export const genuineCatalogSql = (version: GenuineVersion): string =>
  join(genuineRoot(version), 'usr/share/dbconfig-common/data/bacula-director-pgsql/install/pgsql');
