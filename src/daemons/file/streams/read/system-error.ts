/** Words for what the operating system says no with, as Bacula's messages end: `ERR=No such file or directory`. */
import { getSystemErrorMessage } from 'node:util';

export function systemErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno } = error as NodeJS.ErrnoException;
  if (typeof errno !== 'number') return error.message;
  const text = getSystemErrorMessage(errno);
  return text === '' ? error.message : text.charAt(0).toUpperCase() + text.slice(1);
}
