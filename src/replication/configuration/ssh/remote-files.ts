/** Files on a machine that has nothing of ours, over SFTP: read whole, written aside, brought to disk, renamed. */
import type { Attributes, SFTPWrapper } from 'ssh2';
import { withDeadline } from '../../../core/index.ts';
import { SshLostError } from './ssh-errors.ts';

export interface RemoteStat {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
}

type Done<T> = (error: Error | null | undefined, value: T) => void;

const NO_SUCH_FILE = 2;
const CHUNK_BYTES = 32 * 1024;

export class RemoteFiles {
  readonly #sftp: SFTPWrapper;
  readonly #where: string;
  readonly #answerMs: number;

  constructor(sftp: SFTPWrapper, where: string, answerMs: number) {
    this.#sftp = sftp;
    this.#where = where;
    this.#answerMs = answerMs;
  }

  /** Undefined: there is none. */
  async read(path: string, most: number): Promise<{ content: Buffer; stat: RemoteStat } | undefined> {
    const handle = await this.#call<Buffer>('opened a file', (done) => this.#sftp.open(path, 'r', done)).catch(
      (error: unknown) => {
        if ((error as { code?: unknown }).code !== NO_SUCH_FILE) throw error;
      },
    );
    if (handle === undefined) return undefined;
    try {
      const { mode, uid, gid, size } = await this.#call<Attributes>('read', (done) => this.#sftp.fstat(handle, done));
      if (size > most) throw new Error(`${path} is larger than ${most} bytes`);
      const content = Buffer.alloc(size);
      let at = 0;
      while (at < size) {
        const got = await this.#readAt(handle, content, at);
        if (got === 0) break;
        at += got;
      }
      return { content: content.subarray(0, at), stat: { mode: mode & 0o777, uid, gid, size } };
    } finally {
      await this.#close(handle);
    }
  }

  /** A new file, on disk where the server can say so; what stood under the name is replaced. */
  async write(path: string, content: Buffer, like: Omit<RemoteStat, 'size'> | undefined): Promise<void> {
    await this.remove(path);
    const handle = await this.#call<Buffer>('opened a file', (done) => this.#sftp.open(path, 'wx', 0o600, done));
    try {
      for (let at = 0; at < content.length; at += CHUNK_BYTES) {
        const length = Math.min(CHUNK_BYTES, content.length - at);
        await this.#call<void>('wrote', (done) =>
          this.#sftp.write(handle, content, at, length, at, done as () => void),
        );
      }
      if (like !== undefined) {
        const { mode, uid, gid } = like;
        await this.#call<void>('gave a file its owner', (done) =>
          this.#sftp.fsetstat(handle, { mode, uid, gid } as never, done as () => void),
        );
      }
      // An extension of OpenSSH; another server has no such promise to give.
      await this.#call<void>('brought a file to disk', (done) =>
        this.#sftp.ext_openssh_fsync(handle, done as () => void),
      ).catch(ifUnsupported);
    } finally {
      await this.#close(handle);
    }
  }

  /** At once, over what is there. */
  async replace(from: string, to: string): Promise<void> {
    await this.#call<void>('renamed a file', (done) => this.#sftp.ext_openssh_rename(from, to, done as () => void));
  }

  async remove(path: string): Promise<void> {
    await this.#call<void>('removed a file', (done) => this.#sftp.unlink(path, done as () => void)).catch(
      (error: unknown) => {
        if ((error as { code?: unknown }).code !== NO_SUCH_FILE) throw error;
      },
    );
  }

  #readAt(handle: Buffer, into: Buffer, at: number): Promise<number> {
    const length = Math.min(CHUNK_BYTES, into.length - at);
    return this.#call<number>('read', (done) =>
      this.#sftp.read(handle, into, at, length, at, (error, bytes) => done(error, bytes)),
    );
  }

  async #close(handle: Buffer): Promise<void> {
    await this.#call<void>('closed a file', (done) => this.#sftp.close(handle, done as () => void)).catch(() => {});
  }

  #call<T>(what: string, start: (done: Done<T>) => void): Promise<T> {
    const work = new Promise<T>((resolve, reject) => {
      const lost = (): void => reject(new SshLostError(this.#where, `while it ${what}`));
      this.#sftp.once('close', lost);
      start((error, value) => {
        this.#sftp.removeListener('close', lost);
        if (error) reject(error);
        else resolve(value);
      });
    });
    return withDeadline(work, this.#answerMs, () => new SshLostError(this.#where, `no answer while it ${what}`));
  }
}

function ifUnsupported(error: unknown): void {
  if (error instanceof SshLostError) throw error;
  if (!/not support/i.test(String((error as Error).message))) throw error;
}
