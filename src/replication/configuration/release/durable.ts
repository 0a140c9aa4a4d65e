/** Files and folders that are on the disk when the call returns, and whole or not there at all. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';

export interface Ownership {
  readonly uid: number;
  readonly gid: number;
}

export interface WriteOptions {
  readonly mode: number;
  /** Left out: whoever runs this process. */
  readonly owner?: Ownership | undefined;
}

type Path = string | Buffer;

/** A new file; it must not exist. */
export async function writeNew(path: Path, bytes: Buffer, { mode, owner }: WriteOptions): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    if (owner !== undefined) await handle.chown(owner.uid, owner.gid);
    // Behind chown, which takes set-id bits away; and no umask has a say.
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces what is there, at once: readers see the old bytes or the new ones. */
export async function writeOver(path: string, bytes: Buffer, options: WriteOptions): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeNew(latin1(aside), bytes, options);
    await rename(latin1(aside), latin1(path));
  } catch (error) {
    await rm(latin1(aside), { force: true });
    throw error;
  }
  await syncFolder(latin1(path.slice(0, path.lastIndexOf('/')) || '/'));
}

export async function syncFolder(path: Path): Promise<void> {
  await using handle = (await open(path, 'r')) satisfies FileHandle;
  await handle.sync();
}

/** Paths are bytes; Node takes them as a Buffer. */
export const latin1 = (path: string): Buffer => Buffer.from(path, 'latin1');

/** The whole file, at most `most` bytes. @throws what the system says, or a RangeError where it is larger */
export async function readBounded(handle: FileHandle, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(65_536), 0, 65_536, null);
    if (bytesRead === 0) return Buffer.concat(chunks);
    length += bytesRead;
    if (length > most) throw new RangeError(`it is larger than ${most} bytes`);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}
