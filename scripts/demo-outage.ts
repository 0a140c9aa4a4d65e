/** What can be seen of a takeover from outside: who answers as the Director, second by second, and what the nodes say. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterNode, ClusterStage } from '../test/support/cluster-stage.ts';
import { megabytes } from './demo-story.ts';

const LOOK_MS = 25;

export interface Outage {
  readonly leader: ClusterNode;
  /** From the last answer of the old Director to the first one of the new. */
  readonly ms: number;
}

/** Strikes, and tells what happens until another Director answers. */
export async function watchOutage(
  stage: ClusterStage,
  victim: ClusterNode,
  strike: () => Promise<void>,
  tell: (what: string, text: string) => void,
): Promise<Outage> {
  const others = stage.nodes.filter((node) => node !== victim);
  const heard = new Map(others.map((node) => [node, node.log().length]));
  await victim.get('/status');
  const lastMs = performance.now();
  const since = (): string => `+${((performance.now() - lastMs) / 1000).toFixed(1)} s`;
  const striking = strike();
  for (let second = 1; ; ) {
    for (const node of others) {
      for (const words of news(node, heard)) tell(since(), `${node.name}: ${words}`);
    }
    const leader = await firstToAnswer(others);
    if (leader !== undefined) {
      const ms = performance.now() - lastMs;
      await striking;
      return { leader, ms };
    }
    if (performance.now() - lastMs > second * 1000) {
      tell(since(), `no Director; the Storages go on: ${megabytes(await volumeBytes(stage))} on their Volumes`);
      second += 1;
    }
    if (second > 120) throw new Error('Nobody has taken over within two minutes');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function firstToAnswer(nodes: readonly ClusterNode[]): Promise<ClusterNode | undefined> {
  const answers = await Promise.all(
    nodes.map((node) =>
      node.get('/status').then(
        () => node,
        () => undefined,
      ),
    ),
  );
  return answers.find((node) => node !== undefined);
}

/** The sentences of a node's log that have come since. */
function news(node: ClusterNode, heard: Map<ClusterNode, number>): string[] {
  const log = node.log();
  const whole = log.lastIndexOf('\n') + 1;
  const lines = log.slice(heard.get(node) ?? 0, whole).split('\n');
  heard.set(node, whole);
  return lines.flatMap((line) => (line.startsWith('{"level":30') ? [(JSON.parse(line) as { msg: string }).msg] : []));
}

export async function volumeBytes({ storages }: ClusterStage): Promise<number> {
  let bytes = 0;
  for (const { volumeDirectory } of storages) {
    for (const name of await readdir(volumeDirectory)) bytes += (await stat(join(volumeDirectory, name))).size;
  }
  return bytes;
}
