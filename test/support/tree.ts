/**
 * A source tree with every kind of file that a Client saves (page 04 §3.1), and every kind of name. Owners, devices and
 * trusted attributes need root. What it holds is fixed, so two trees of two runs are equal but for their inodes.
 */

import { once } from 'node:events';
import { chmod, chown, lchown, link, mkdir, open, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { run } from './program.ts';
import { pseudoRandomBytes } from './pseudo-random.ts';
import { bytes, HARD_NAMES } from './tree-names.ts';

/** Where `large` puts its file. */
export const LARGE_FILE = 'sparse/larger-than-4-gib';

export interface SpecialTreeOptions {
  /** Also a sparse file of more than 4 GiB: cheap on the disk, some seconds to read. Default true. */
  readonly large?: boolean;
  /** What only root can make: owners, devices, files that their owner may not read. Default true. */
  readonly privileged?: boolean;
  /** ACLs and extended attributes, which take setfacl, setfattr and root. Default true. */
  readonly attributes?: boolean;
}

/** Fills the folder `root`, which must not exist. */
export async function makeSpecialTree(root: string, options: SpecialTreeOptions = {}): Promise<void> {
  const { large = true, privileged = true, attributes = true } = options;
  if ((privileged || attributes) && process.getuid?.() !== 0)
    throw new Error('The special tree has owners, devices and attributes that only root can make');
  await mkdir(root, { recursive: true });
  await regularFiles(join(root, 'regular'));
  await sparseFiles(join(root, 'sparse'), large);
  await links(join(root, 'links'));
  await specialFiles(join(root, 'special'), privileged);
  if (privileged) await modesAndOwners(join(root, 'modes'));
  if (privileged) await lchown(join(root, 'links/relative'), 1234, 4321);
  await names(join(root, 'names'));
  await depths(join(root, 'deep'));
  if (attributes) await aclsAndAttributes(join(root, 'meta'));
  await times(join(root, 'times'));
  await touch('2019-02-03 04:05:06 UTC', root);
}

async function regularFiles(dir: string): Promise<void> {
  await mkdir(dir);
  // Around the Client's chunk of 65536 bytes and the sparse chunk of 65528.
  for (const size of [0, 1, 511, 65_527, 65_528, 65_529, 65_535, 65_536, 65_537, 131_056, 300_000]) {
    await writeFile(join(dir, `random-${size}`), pseudoRandomBytes(size, size));
  }
  await writeFile(join(dir, 'text'), 'A line of text\n'.repeat(20_000));
  await writeFile(join(dir, 'zeros'), Buffer.alloc(200_000));
  await writeFile(join(dir, 'empty-private'), '', { mode: 0o600 }); // type 3 on the wire, not 2
  await mkdir(join(dir, 'empty-directory'));
}

async function sparseFiles(dir: string, large: boolean): Promise<void> {
  await mkdir(dir);
  const files: [name: string, size: number, data: readonly number[]][] = [
    ['hole-between', 3_000_000, [0, 2_999_000]],
    ['hole-first', 2_000_000, [1_999_000]],
    ['hole-last', 2_000_000, [0]],
    ['hole-only', 1_500_001, []],
    ['islands', 20_000_000, [1_000_000, 7_777_777, 13_000_000]],
  ];
  if (large)
    files.push([basename(LARGE_FILE), 2 ** 32 + 1_234_567, [0, 2 ** 31 - 100, 2 ** 32 - 500, 2 ** 32 + 1_234_000]]);
  for (const [name, size, offsets] of files) {
    const path = join(dir, name);
    await using file = await open(path, 'w');
    for (const offset of offsets) {
      await file.write(pseudoRandomBytes(Math.min(1000, size - offset), offset), 0, undefined, offset);
    }
    await truncate(path, size);
  }
}

async function links(dir: string): Promise<void> {
  await mkdir(join(dir, 'other'), { recursive: true });
  await writeFile(join(dir, 'one'), 'one inode, three names\n');
  await link(join(dir, 'one'), join(dir, 'two'));
  await link(join(dir, 'one'), join(dir, 'other/three'));
  await writeFile(join(dir, 'empty-one'), '');
  await link(join(dir, 'empty-one'), join(dir, 'empty-two'));
  const targets: [string, string | Buffer][] = [
    ['relative', 'one'],
    ['upwards', '../regular/text'],
    ['absolute', '/etc/hostname'],
    ['dangling', '/nonexistent/target'],
    ['to-directory', 'other'],
    ['to-itself', 'to-itself'],
    ['long', `${'x/'.repeat(600)}end`],
    ['odd-target', bytes('a "b" \\ $c\n\xff\xfe')],
  ];
  for (const [name, target] of targets) await symlink(target, join(dir, name));
}

async function specialFiles(dir: string, privileged: boolean): Promise<void> {
  await mkdir(dir);
  await run(['mkfifo', '-m', '640', join(dir, 'fifo')]);
  await makeSocket(join(dir, 'socket'));
  if (!privileged) return;
  await run(['mknod', '-m', '666', join(dir, 'null'), 'c', '1', '3']);
  await run(['mknod', '-m', '660', join(dir, 'block'), 'b', '7', '250']);
  await run(['mknod', '-m', '600', join(dir, 'large-numbers'), 'c', '511', '70000']);
}

/** Node unlinks a socket that it closes, unless it has moved meanwhile. */
async function makeSocket(path: string): Promise<void> {
  const server = createServer().listen(`${path}.new`);
  await once(server, 'listening');
  await rename(`${path}.new`, path);
  server.close();
  await once(server, 'close');
}

async function modesAndOwners(dir: string): Promise<void> {
  await mkdir(dir);
  const owners = [
    [0, 0],
    [1, 1],
    [65_534, 65_534],
    [1234, 4321],
    [4_000_000_000, 3_000_000_000],
  ] as const;
  const modes = [0o000, 0o400, 0o644, 0o777, 0o4755, 0o2755, 0o6711, 0o1644];
  for (const [index, mode] of modes.entries()) {
    const [uid, gid] = owners[index % owners.length] ?? owners[0];
    const name = mode.toString(8).padStart(4, '0');
    await writeFile(join(dir, `file-${name}`), `mode ${name}\n`);
    await mkdir(join(dir, `directory-${name}`));
    await writeFile(join(dir, `directory-${name}`, 'inside'), 'inside\n');
    for (const path of [join(dir, `directory-${name}`), join(dir, `file-${name}`)]) {
      await chown(path, uid, gid); // takes setuid away, so the mode comes after
      await chmod(path, mode);
    }
  }
  for (const sticky of [0o1777, 0o3775]) {
    await mkdir(join(dir, `directory-${sticky.toString(8)}`));
    await chmod(join(dir, `directory-${sticky.toString(8)}`), sticky);
  }
}

async function names(dir: string): Promise<void> {
  await mkdir(dir);
  for (const name of HARD_NAMES) {
    await writeFile(at(dir, name), bytes(`I am called ${name}\n`));
    if (name.length > 240) continue;
    await mkdir(at(dir, `${name}.d`));
    await writeFile(at(dir, `${name}.d/${name}`), 'inside\n');
    await symlink(bytes(name), at(dir, `${name}.l`));
  }
}

/** Some 2400 bytes: the Catalog's index over paths takes 2700. */
async function depths(dir: string): Promise<void> {
  const path = join(dir, ...Array.from({ length: 31 }, (_, level) => `level-${level}-${'d'.repeat(65)}`));
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'bottom'), 'deep down\n');
}

async function aclsAndAttributes(dir: string): Promise<void> {
  await mkdir(dir);
  const file = async (name: string) => {
    await writeFile(join(dir, name), `${name}\n`);
    return join(dir, name);
  };
  const folder = async (name: string) => {
    await mkdir(join(dir, name));
    return join(dir, name);
  };
  const attribute = (path: string, name: string, value: Buffer) =>
    run(['setfattr', '-h', '-n', name, '-v', `0x${value.toString('hex')}`, path]);

  await run(['setfacl', '-m', 'u:1234:rw,u:1:r,g:4321:r,m::rw', await file('acl-access')]);
  await run(['setfacl', '-m', 'u:1234:rwx,d:u:1234:rwx,d:g:4321:rx,d:o::-', await folder('acl-default')]);
  await run(['setfacl', '-m', 'd:u:65534:rx', await folder('acl-default-only')]);
  const several = await file('xattr-several');
  await attribute(several, 'user.text', Buffer.from('a value'));
  await attribute(several, 'user.empty', Buffer.alloc(0));
  await attribute(several, 'user.binary', Buffer.from([0, 1, 2, 255, 0, 10]));
  await attribute(await file('xattr-large'), 'user.large', pseudoRandomBytes(3000, 7));
  await attribute(await file('xattr-trusted'), 'trusted.understudy', Buffer.from('root only'));
  await attribute(await folder('xattr-directory'), 'user.directory', Buffer.from('d'));
  await symlink('xattr-several', join(dir, 'xattr-symlink'));
  await attribute(join(dir, 'xattr-symlink'), 'trusted.link', Buffer.from('of the link'));
  const both = await file('acl-and-xattr');
  await run(['setfacl', '-m', 'u:1234:r', both]);
  await attribute(both, 'user.both', Buffer.from('x'));
  // cap_net_raw+ep, as on ping: lost when the owner is set after it.
  await attribute(
    await file('capability'),
    'security.capability',
    Buffer.from('0100000200200000000000000000000000000000', 'hex'),
  );
}

async function times(dir: string): Promise<void> {
  await mkdir(join(dir, 'old-directory'), { recursive: true });
  const moments: [string, string][] = [
    ['before-the-epoch', '1960-01-02 03:04:05 UTC'],
    ['epoch', '1970-01-01 00:00:00 UTC'],
    ['nanoseconds', '2020-05-06 07:08:09.123456789 UTC'],
    ['after-2038', '2040-01-02 03:04:05 UTC'],
    ['future', '2100-01-02 03:04:05 UTC'],
  ];
  for (const [name, moment] of moments) {
    await writeFile(join(dir, name), `${moment}\n`);
    await touch(moment, join(dir, name));
  }
  await symlink('epoch', join(dir, 'old-link'));
  await touch('2001-09-09 01:46:40 UTC', join(dir, 'old-link'));
  await writeFile(join(dir, 'old-directory', 'new-file'), 'younger than its folder\n');
  await touch('1999-12-31 23:59:59 UTC', join(dir, 'old-directory'));
}

const touch = (moment: string, path: string) => run(['touch', '-h', '-d', moment, path]);

/** A path whose last part may be any bytes. */
const at = (dir: string, name: string) => Buffer.concat([Buffer.from(`${dir}/`), bytes(name)]);
