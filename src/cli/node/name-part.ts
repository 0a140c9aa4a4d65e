/**
 * This node's name is its own: known to the others by the machine's boot and the folder, so that a node that starts again in
 * its place takes its own name up at once, while a copy of its configuration, or of its whole machine, is somebody else. That
 * two do not run in one folder is seen to by the socket there.
 */
import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { NameHolder } from '../../ha/index.ts';
import type { NodeTools } from './node-tools.ts';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** @throws NameTakenError */
export async function openNamePart(tools: NodeTools, folder: string, signal: AbortSignal): Promise<NameHolder> {
  const instance = { id: await placeOf(folder), at: `on ${hostname()}, in ${folder}` };
  const holder = new NameHolder({ ...tools, name: tools.plan.node.name, instance });
  await holder.take(signal);
  return holder;
}

async function placeOf(folder: string): Promise<string> {
  try {
    const [boot, { dev, ino }] = await Promise.all([readFile(BOOT_ID, 'latin1'), stat(folder, { bigint: true })]);
    return `${boot.trim()}:${dev}:${ino}`;
  } catch {
    return randomUUID();
  }
}
