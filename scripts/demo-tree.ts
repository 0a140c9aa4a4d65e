/** What the demo saves: this project's own sources and packages, and files that careless programs lose. */
import { cpSync } from 'node:fs';
import { appendFile, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findNative, NativeMissingError, SystemFault } from '../src/daemons/file/native/index.ts';
import { run } from '../test/support/program.ts';
import { makeSpecialTree } from '../test/support/tree.ts';

const HOUSE = new URL('..', import.meta.url).pathname;
const REAL = [
  'src',
  'docs',
  'test',
  ...['@typescript', '@types', 'typescript', 'lodash', 'fastify', 'pg'].map((name) => `node_modules/${name}`),
];

const privileged = process.getuid?.() === 0;
const native = findNative();
let attributesSet = false;

export async function makeDemoTree(root: string): Promise<void> {
  await makeSpecialTree(join(root, 'special'), { privileged, attributes: false, large: false });
  attributesSet = await setAttributes(join(root, 'special', 'meta'));
  for (const path of REAL) {
    cpSync(join(HOUSE, path), join(root, 'real', path), { recursive: true, preserveTimestamps: true });
  }
}

/** `u::rw- u:1234:r-- g::r-- m::r-- o::---` as the kernel keeps it: tag, permissions and id of each entry. */
function accessList(): Buffer {
  const nobody = 0xffff_ffff;
  const entries = [
    [0x01, 6, nobody],
    [0x02, 4, 1234],
    [0x04, 4, nobody],
    [0x10, 4, nobody],
    [0x20, 0, nobody],
  ] as const;
  const bytes = Buffer.alloc(4 + 8 * entries.length);
  bytes.writeUInt32LE(2, 0);
  for (const [index, [tag, permissions, id]] of entries.entries()) {
    bytes.writeUInt16LE(tag, 4 + 8 * index);
    bytes.writeUInt16LE(permissions, 6 + 8 * index);
    bytes.writeUInt32LE(id, 8 + 8 * index);
  }
  return bytes;
}

/** False where the file system knows neither. */
async function setAttributes(dir: string): Promise<boolean> {
  if (native instanceof NativeMissingError) return false;
  await mkdir(dir);
  const path = join(dir, 'with-attributes');
  await writeFile(path, 'an ACL and extended attributes\n');
  const faults = [
    native.setXattr(path, 'user.text', Buffer.from('a value')),
    native.setXattr(path, 'user.binary', Buffer.from([0, 1, 2, 255, 0, 10])),
    native.setXattr(path, 'system.posix_acl_access', accessList()),
  ];
  return faults.every((fault) => fault === undefined);
}

/** All of a file's extended attributes, ACLs among them, in one text. */
export function tellAttributes(path: Buffer): string {
  if (native instanceof NativeMissingError) return '';
  const file = path.toString('latin1');
  const names = native.listXattrs(file);
  if (names instanceof SystemFault) return names.code;
  const tell = (name: string) => {
    const value = native.getXattr(file, name);
    return `${name}=${value instanceof SystemFault ? value.code : value.toString('hex')}`;
  };
  return names.toSorted().map(tell).join(' ');
}

/** What the tree holds, for people. */
export const description = (): string =>
  [
    'sources and packages of this project',
    'sparse files',
    'hard links',
    'odd names',
    ...(privileged ? ['devices', 'owners'] : []),
    ...(attributesSet ? ['ACLs, xattrs'] : []),
  ].join(', ');

/** A day of work: some files are new, some changed, some gone, some have moved. */
export async function changeDemoTree(root: string): Promise<string> {
  const at = (path: string) => join(root, path);
  await mkdir(at('real/new'));
  for (const name of ['one', 'two', 'three']) await writeFile(at(`real/new/${name}`), `${name}\n`.repeat(20_000));
  for (const name of ['main.ts', 'help.ts']) await appendFile(at(`real/src/cli/${name}`), '// changed\n');
  await using large = await open(at('special/sparse/islands'), 'r+');
  await large.write(Buffer.from('a new island'), 0, 12, 5_000_000);
  await rm(at('real/node_modules/pg'), { recursive: true });
  await rename(at('real/docs/decisions'), at('real/docs/choices'));
  return '3 files added, 3 changed, a folder deleted, another renamed';
}

export const copyTree = (from: string, to: string) =>
  run(['cp', '-a', '--sparse=always', from, to], { timeoutMs: 300_000 });

export const countEntries = async (path: string): Promise<number> =>
  (await run(['find', path, '-printf', '.'])).stdout.length;
