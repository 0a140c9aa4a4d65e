/**
 * Opens a file whose data is to be read, and nothing else that took its name meanwhile: no link is followed, and no open
 * waits for the other end of a pipe.
 */
import { closeSync, fstatSync, type Stats } from 'node:fs';
import { openForReading, SystemFault } from '../../native/index.ts';
import type { DataEntry } from '../file-encoder.ts';

/** Types of entries with data (specification 04 §4.1). */
export const DATA_TYPE = { empty: 2, regular: 3, device: 16, fifo: 17 } as const;

const REPLACED = new SystemFault('EINVAL', 'It is something else by now');

/** An open file, to be closed by the caller. */
export function openData({ path, type, options }: DataEntry): number | SystemFault {
  const fd = openForReading(path, { noAtime: options.noAtime });
  if (fd instanceof SystemFault || isOfType(fstatSync(fd), type)) return fd;
  closeSync(fd);
  return REPLACED;
}

function isOfType(stat: Stats, type: number): boolean {
  if (type === DATA_TYPE.device) return stat.isBlockDevice();
  return type === DATA_TYPE.fifo ? stat.isFIFO() : stat.isFile();
}
