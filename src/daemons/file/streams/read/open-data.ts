/**
 * Opens a file whose data is to be read, and nothing else that took its name meanwhile: no link is followed, and no open
 * waits for the other end of a pipe.
 */
import { constants } from 'node:fs';
import { openFiles, openForReading, SystemFault } from '../../native/index.ts';
import type { DataEntry } from '../file-encoder.ts';

/** Types of entries with data (specification 04 §4.1). */
export const DATA_TYPE = { empty: 2, regular: 3, device: 16, fifo: 17 } as const;

const { S_IFMT, S_IFBLK, S_IFIFO, S_IFREG } = constants;
const REPLACED = new SystemFault('EINVAL', 'It is something else by now');

/** An open file, to be closed by the caller with `closeFile`. */
export function openData({ path, type, options }: DataEntry): number | SystemFault {
  const fd = openForReading(path, { noAtime: options.noAtime });
  if (fd instanceof SystemFault) return fd;
  const { modeOf, closeFile } = openFiles();
  const mode = modeOf(fd);
  if (typeof mode === 'number' && (mode & S_IFMT) === kindOf(type)) return fd;
  closeFile(fd);
  return mode instanceof SystemFault ? mode : REPLACED;
}

/** An empty file has no data stream, whatever its type. */
export const hasData = ({ type, stat }: DataEntry): boolean =>
  type === DATA_TYPE.device || type === DATA_TYPE.fifo || (type === DATA_TYPE.regular && stat.sizeBytes > 0);

function kindOf(type: number): number {
  if (type === DATA_TYPE.device) return S_IFBLK;
  return type === DATA_TYPE.fifo ? S_IFIFO : S_IFREG;
}
