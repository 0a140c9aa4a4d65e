/**
 * Opens a file whose data is to be read, and nothing else that took its name meanwhile: no link is followed, and no open
 * waits for the other end of a pipe.
 */
import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { byteStringToBytes } from '../../../../core/index.ts';
import type { DataEntry } from '../file-encoder.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOATIME } = constants;

/** Types of entries with data (specification 04 §4.1). */
export const DATA_TYPE = { empty: 2, regular: 3, device: 16, fifo: 17 } as const;
export const hasData = (type: number): boolean =>
  type === DATA_TYPE.regular || type === DATA_TYPE.empty || type === DATA_TYPE.device || type === DATA_TYPE.fifo;

/** Throws as Node's fs does, or an Error that says that it is something else by now. */
export function openData(entry: DataEntry): number {
  const path = byteStringToBytes(entry.path);
  const fd = openQuietly(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, entry.options.noAtime);
  try {
    if (!isOfType(fstatSync(fd), entry.type)) throw new Error('It is something else by now');
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Only the owner may read without leaving a trace. */
function openQuietly(path: Buffer, flags: number, noAtime: boolean): number {
  if (noAtime) {
    try {
      return openSync(path, flags | O_NOATIME);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    }
  }
  return openSync(path, flags);
}

function isOfType(stat: Stats, type: number): boolean {
  if (type === DATA_TYPE.device) return stat.isBlockDevice();
  return type === DATA_TYPE.fifo ? stat.isFIFO() : stat.isFile();
}
