/** What a daemon took of the machine, as the kernel counts it: CPU seconds and the greatest resident size. */
import { readdir, readFile, writeFile } from 'node:fs/promises';

/** USER_HZ, which is the same on every Linux that Node runs on. */
const TICKS_PER_SEC = 100;
/** Bytes of `/proc/PID/clear_refs` that set the greatest resident size back to what is resident now. */
const RESET_PEAK = '5';

/** All threads of the process and of its children, living and dead. */
export async function cpuSec(pid: number): Promise<number> {
  const texts = await Promise.all((await withChildren(pid)).map((one) => procFile(one, 'stat')));
  return texts.reduce((sum, text) => sum + parseCpuSec(text), 0);
}

export async function peakBytes(pid: number): Promise<number> {
  const texts = await Promise.all((await withChildren(pid)).map((one) => procFile(one, 'status')));
  return texts.reduce((sum, text) => sum + parsePeakBytes(text), 0);
}

export const resetPeak = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, RESET_PEAK);

/** Of `/proc/PID/stat`: its own time, and that of children that it has waited for. The name may hold blanks and brackets. */
export function parseCpuSec(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
  return ((utime ?? 0) + (stime ?? 0) + (cutime ?? 0) + (cstime ?? 0)) / TICKS_PER_SEC;
}

/** Of `/proc/PID/status`. */
export const parsePeakBytes = (status: string): number => Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;

async function withChildren(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(threads.map((thread) => procFile(pid, `task/${thread}/children`)));
  const children = lists.join(' ').split(' ').filter(Boolean).map(Number);
  return [pid, ...(await Promise.all(children.map(withChildren))).flat()];
}

/** Empty where it has ended meanwhile. */
const procFile = (pid: number, name: string): Promise<string> =>
  readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '');
