/** No room under a PostgreSQL. */
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../../support/program.ts';
import type { FaultNode } from '../fault-cluster.ts';
import type { Story } from '../story.ts';

const FULL_MS = 20_000;
const ground = 'failsafe' as const;
const ballastOf = (node: FaultNode): string => join(node.disk.path, 'ballast');

/** To the last byte. */
async function fill(node: FaultNode): Promise<void> {
  await writeFile(ballastOf(node), '');
  const { bavail, bsize } = await statfs(node.disk.path);
  await run(['fallocate', '-l', String(bavail * bsize), ballastOf(node)], { mayFail: true });
  await run(['dd', 'if=/dev/zero', `of=${ballastOf(node)}`, 'bs=4096', 'oflag=append', 'conv=notrunc'], {
    mayFail: true,
  });
}

const empty = (node: FaultNode): Promise<void> => rm(ballastOf(node), { force: true });

export const DISK: readonly Story[] = [
  {
    ...{ name: 'disk-leader', title: "the leader's disk is full", ground },
    expect: { outage: 'bounded', says: [/no room|No space left|disk is full/i] },
    async strike({ leader, successor }) {
      await fill(leader);
      await successor();
    },
    heal: ({ leader }) => empty(leader),
  },
  {
    ...{ name: 'disk-standby', title: "a standby's disk is full", ground },
    expect: { outage: 'bounded', says: [/no room|No space left|disk is full/i] },
    async strike({ others: [one], writing }) {
      await fill(one);
      await sleep(FULL_MS);
      await writing();
    },
    heal: ({ others: [one] }) => empty(one),
  },
  {
    ...{ name: 'disk-all', title: 'all disks are full', ground },
    expect: { outage: 'until-healed', says: [/no room|No space left|disk is full/i] },
    async strike({ cluster, silent }) {
      await Promise.all(cluster.nodes.map(fill));
      await silent(5_000);
    },
    heal: async ({ cluster }) => void (await Promise.all(cluster.nodes.map(empty))),
  },
];
