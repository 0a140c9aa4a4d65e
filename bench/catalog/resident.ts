/** What a process took of the machine's memory. */
import { readFile } from 'node:fs/promises';

/** Its greatest resident size so far. */
export async function residentPeakMegabytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1');
  return Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024);
}
