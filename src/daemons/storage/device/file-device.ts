/**
 * Volumes as plain files in one folder (page 05 §1): mode 0640, the name of the Volume is the name of the file. Links are
 * not followed, and nothing but plain files is opened, so that no name from the network reaches out of the folder.
 */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, stat, statfs, unlink } from 'node:fs/promises';
import { type ByteString, byteStringToBytes, bytesToByteString } from '../../../core/index.ts';
import type { Device, DeviceSpace, OpenMode, VolumeEntry, VolumeFile } from './device.ts';
import { DeviceMissingError, VolumeKindError, VolumeMissingError } from './errors.ts';
import { FileVolume } from './file-volume.ts';
import { type Doing, deviceError } from './os-error.ts';
import { checkVolumeName, isVolumeName } from './volume-name.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_DIRECTORY } = constants;
const MODE = 0o640;
// Without O_NONBLOCK, opening a pipe that somebody left in the folder would hang for ever.
const PLAIN = O_NOFOLLOW | O_NONBLOCK;
const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: O_RDONLY | PLAIN,
  write: O_RDWR | PLAIN,
  create: O_RDWR | O_CREAT | O_EXCL | PLAIN,
};

export class FileDevice implements Device {
  readonly path: ByteString;

  constructor(path: ByteString) {
    this.path = path;
  }

  async open(volume: ByteString, mode: OpenMode): Promise<VolumeFile> {
    const where = this.#where(volume);
    return this.#try('opening', where, mode !== 'read', async () => {
      const file = await this.#openFile(where, mode);
      try {
        const stats = await file.stat();
        if (!stats.isFile()) throw new VolumeKindError(where);
        if (mode === 'create') await this.#syncFolder();
        return new FileVolume(file, where, stats);
      } catch (error) {
        await file.close();
        throw error;
      }
    });
  }

  async #openFile(where: ByteString, mode: OpenMode): Promise<FileHandle> {
    try {
      return await open(byteStringToBytes(where), FLAGS[mode], MODE);
    } catch (error) {
      // What is missing for a file that is to be created is its folder.
      const missing = deviceError(error, 'opening', where) instanceof VolumeMissingError;
      throw missing && mode === 'create' ? new DeviceMissingError(where, { cause: error }) : error;
    }
  }

  async list(): Promise<VolumeEntry[]> {
    return this.#try('listing', this.path, false, async () => {
      const names = await readdir(byteStringToBytes(this.path), { encoding: 'buffer' });
      const entries = await Promise.all(names.map((name) => this.#entry(bytesToByteString(name))));
      return entries.filter((entry) => entry !== undefined);
    });
  }

  async remove(volume: ByteString): Promise<void> {
    const where = this.#where(volume);
    await this.#try('removing', where, true, () => unlink(byteStringToBytes(where)));
  }

  async space(): Promise<DeviceSpace> {
    const path = byteStringToBytes(this.path);
    const [found, { dev }] = await this.#try('measuring', this.path, false, () =>
      Promise.all([statfs(path), stat(path)]),
    );
    const { bsize, bavail, blocks } = found;
    return { identity: String(dev), freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  }

  async #entry(volume: ByteString): Promise<VolumeEntry | undefined> {
    if (!isVolumeName(volume)) return undefined;
    const found = await lstat(byteStringToBytes(this.#where(volume))).catch(() => undefined);
    return found?.isFile() ? { volume, sizeBytes: found.size } : undefined;
  }

  async #syncFolder(): Promise<void> {
    const folder: FileHandle = await open(byteStringToBytes(this.path), O_RDONLY | O_DIRECTORY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  #where(volume: ByteString): ByteString {
    checkVolumeName(volume);
    return `${this.path}/${volume}`;
  }

  async #try<T>(doing: Doing, where: ByteString, writing: boolean, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw deviceError(error, doing, where, writing);
    }
  }
}
