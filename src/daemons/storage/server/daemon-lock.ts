/**
 * Two daemons of one name and WorkingDirectory would end each other's Jobs: the second takes the journals of the first for
 * what a dead one has left. So the first keeps a lock as long as it lives; a kill ends it, and no file has to be removed.
 */
import { open } from 'node:fs/promises';
import {
  type ByteString,
  byteStringToBytes,
  disposable,
  type Logger,
  lockFile,
  lockHolder,
} from '../../../core/index.ts';
import { DaemonRunningError, StateFileError } from './errors.ts';

/** Throws DaemonRunningError, or StateFileError where the file cannot be made. */
export async function lockDaemon(path: ByteString, logger: Logger): Promise<AsyncDisposable> {
  const file = await open(byteStringToBytes(path), 'a', 0o600).catch((error) => {
    throw new StateFileError(path, error);
  });
  const lock = lockFile(file.fd);
  if (lock === 'held') {
    const holder = await lockHolder(await file.stat());
    await file.close();
    throw new DaemonRunningError(path, holder);
  }
  if (lock === 'unsupported') logger.warn({ path }, 'No locks there: a second Storage Daemon is not noticed');
  return disposable(() => file.close());
}
