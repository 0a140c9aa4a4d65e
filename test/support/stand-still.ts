/**
 * Makes a process stand still. SIGSTOP alone is only asked for: one thread must be given a processor to take it before the
 * others are told, and on a busy machine they answer a request or two until then.
 */
import { readdir, readFile } from 'node:fs/promises';
import { until } from './wait.ts';

/** Sends SIGSTOP and returns when no thread of the process runs any more, or when the process is gone. */
export async function standStill(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await untilStill(pid);
}

/** Waits for that after a SIGSTOP that was sent already. */
export async function untilStill(pid: number): Promise<void> {
  await until(() => standsStill(pid), { what: `process ${pid} to stand still`, timeoutMs: 30_000, everyMs: 2 });
}

async function standsStill(pid: number): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const states = await Promise.all(threads.map((thread) => stateOf(`/proc/${pid}/task/${thread}/stat`)));
  return states.every((state) => 'TtZX'.includes(state));
}

/** The letter after the name, which is in brackets and may contain any; 'X' of a thread that is gone. */
const stateOf = (file: string): Promise<string> =>
  readFile(file, 'latin1').then(
    (text) => text.slice(text.lastIndexOf(')') + 2)[0] ?? 'X',
    () => 'X',
  );
