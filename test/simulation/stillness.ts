/**
 * The processes of a PostgreSQL stand still while its node lives on, mostly the leader's: for moments, for less than it takes to be
 * given up, and for longer than a story lasts. By a chance of its own: the stories without it stay what they are.
 */
import type { World } from './world.ts';

/** A seventh of all stories have it. */
export const standsStill = (seed: number): boolean => seed % 7 === 4;

const MS_MAX = [2_000, 9_000, 12_000, 60_000] as const;

export function standStillIn(world: World, random: () => number, endMs: number, tell: (line: string) => void): void {
  world.time.after(1_000 + random() * 15_000, () => {
    if (world.time.nowMs > endMs) return;
    const any = world.nodes[Math.floor(random() * world.nodes.length)] as World['nodes'][number];
    const { postgres } = random() < 0.7 ? (world.leader() ?? any) : any;
    const ms = random() * (MS_MAX[Math.floor(random() * MS_MAX.length)] as number);
    postgres.standStill(ms);
    tell(
      `${(world.time.nowMs / 1000).toFixed(3)} FAULT PostgreSQL of ${postgres.name} stands still for ${ms.toFixed(0)} ms`,
    );
    standStillIn(world, random, endMs, tell);
  });
}
