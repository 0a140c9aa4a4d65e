/**
 * Gives back to the system what the C library keeps of memory that a thread has left behind: it holds on to it for the next
 * one, and a Client would stay as large as its largest Job.
 */
import { loadKoffi } from './libc.ts';

let trim: (() => void) | undefined;

/** Takes some milliseconds. Nothing happens where the C library has no such function. */
export function giveBackMemory(): void {
  trim ??= findTrim();
  trim();
}

function findTrim(): () => void {
  try {
    const call = loadKoffi().load(null).func('int malloc_trim(size_t keep)');
    return () => void call(0);
  } catch {
    return () => {};
  }
}
