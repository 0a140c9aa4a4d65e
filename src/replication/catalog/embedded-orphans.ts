/**
 * Ends what a postmaster has left behind. Its processes notice that it has gone and end by themselves, unless they stand still: then
 * they would hold its data and its shared memory, and the connections of its clients, until somebody lets them go on.
 */
import { readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesIn } from './embedded-processes.ts';
import { isRunning } from './embedded-server.ts';

/** A process that waits for its disk ends behind that. It was killed, so it says nothing more to anybody. */
const GONE_MS = 2_000;
const LOOK_MS = 20;

/** Nothing, where a postmaster runs on these data. Nobody but PostgreSQL is killed: an administrator's shell may work there. */
export async function endOrphans(dataDirectory: string): Promise<void> {
  if (await isRunning(dataDirectory)) return;
  const endMs = performance.now() + GONE_MS;
  for (;;) {
    const orphans = await serversIn(dataDirectory);
    if (orphans.length === 0 || performance.now() > endMs) return;
    for (const pid of orphans) kill(pid);
    await sleep(LOOK_MS);
  }
}

async function serversIn(dataDirectory: string): Promise<readonly number[]> {
  const pids = await processesIn(dataDirectory);
  const programs = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/exe`).catch(() => '')));
  // Of a package that was replaced meanwhile: "/usr/lib/.../postgres (deleted)".
  return pids.filter((_, index) => basename(programs[index] ?? '').split(' ')[0] === 'postgres');
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
