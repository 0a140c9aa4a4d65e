/** One Volume that is a plain file. Short reads and writes of the operating system end here. */
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { type ByteString, lockFile, lockHolder } from '../../../core/index.ts';
import type { VolumeFile } from './device.ts';
import { VolumeClosedError, VolumeHeldError, VolumeMissingError } from './errors.ts';
import { type Doing, deviceError } from './os-error.ts';

export class FileVolume implements VolumeFile {
  readonly identity: string;
  readonly #file: FileHandle;
  readonly #where: ByteString;
  readonly #stats: Stats;
  #closing: Promise<void> | undefined;

  constructor(file: FileHandle, where: ByteString, stats: Stats) {
    this.identity = `${stats.dev}:${stats.ino}`;
    this.#stats = stats;
    this.#file = file;
    this.#where = where;
  }

  readAt(buffer: Buffer, address: number): Promise<number> {
    return this.#try('reading', async () => {
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await this.#file.read(buffer, filled, buffer.length - filled, address + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    });
  }

  async writeAt(buffers: readonly Buffer[], address: number): Promise<void> {
    let rest = buffers;
    let written = 0;
    try {
      while (rest.length > 0) {
        if (this.#closing) throw new VolumeClosedError(this.#where);
        const { bytesWritten } = await this.#file.writev(rest as Buffer[], address + written);
        written += bytesWritten;
        rest = behind(rest, bytesWritten);
      }
    } catch (error) {
      throw deviceError(error, 'writing', this.#where).withWritten(written);
    }
  }

  sizeBytes(): Promise<number> {
    return this.#try('measuring', async () => (await this.#file.stat()).size);
  }

  async claim(): Promise<boolean> {
    if (this.#closing) throw new VolumeClosedError(this.#where);
    const lock = lockFile(this.#file.fd);
    if (lock === 'held') throw new VolumeHeldError(this.#where, await lockHolder(this.#stats));
    // It was removed between the two calls: what would be written there nobody could read.
    if ((await this.#file.stat()).nlink === 0) throw new VolumeMissingError(this.#where);
    return lock === 'taken';
  }

  truncate(sizeBytes: number): Promise<void> {
    return this.#try('truncating', () => this.#file.truncate(sizeBytes));
  }

  sync(): Promise<void> {
    return this.#try('syncing', () => this.#file.datasync());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#file.close();
    await this.#closing;
  }

  async #try<T>(doing: Doing, work: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new VolumeClosedError(this.#where);
    try {
      return await work();
    } catch (error) {
      throw deviceError(error, doing, this.#where);
    }
  }
}

/** What remains of the buffers when `bytes` of them are gone. */
function behind(buffers: readonly Buffer[], bytes: number): readonly Buffer[] {
  let index = 0;
  let skipped = bytes;
  for (let buffer = buffers[index]; buffer !== undefined && skipped >= buffer.length; buffer = buffers[++index]) {
    skipped -= buffer.length;
  }
  const first = buffers[index];
  return first === undefined ? [] : [first.subarray(skipped), ...buffers.slice(index + 1)];
}
