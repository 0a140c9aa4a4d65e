/** How long nobody writes, in the time of the world: what a change of leaders does not wait for. */
import test from 'ava';
import { pseudoRandom } from '../support/pseudo-random.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { World } from './world.ts';

const STEP_MS = 2;
const LIMIT_MS = 20_000;

const world = async (seed: number): Promise<{ world: World; first: SimulatedNode }> => {
  const options = { nodes: 3, synchronousCount: 1, failsafe: false, tell: () => {} };
  const whole = new World({ ...options, random: pseudoRandom(seed) });
  for (const node of whole.nodes) whole.start(node);
  await runUntil(whole, () => whole.directing() !== undefined);
  await whole.run(LIMIT_MS);
  return { world: whole, first: whole.leader() as SimulatedNode };
};

/** @returns how long it took */
async function runUntil(whole: World, isSo: () => boolean): Promise<number> {
  const beganMs = whole.time.nowMs;
  while (!isSo()) {
    if (whole.time.nowMs - beganMs > LIMIT_MS) throw new Error('It has not come about');
    await whole.run(STEP_MS);
  }
  return whole.time.nowMs - beganMs;
}

for (const seed of [1, 2, 4]) {
  test(`nobody waits until who has handed the Catalog over is back: seed ${seed}`, async (t) => {
    const { world: whole, first } = await world(seed);
    whole.orderSwitchover('catalog', whole.nodes.find((node) => node !== first)?.machine.name);
    await runUntil(whole, () => !first.postgres.running);
    let isBack = false;
    await runUntil(whole, () => {
      isBack ||= first.agent?.role === 'candidate';
      return whole.nodes.some(({ agent }) => agent?.role === 'promoting');
    });
    t.false(isBack, 'it had said its last position');
  });

  test(`a Director hears at once that there is a Catalog: seed ${seed}`, async (t) => {
    const { world: whole, first } = await world(seed);
    whole.crash(first);
    await runUntil(whole, () => whole.leader() !== undefined);
    const tookMs = await runUntil(whole, () =>
      whole.nodes.some(({ directorAgent }) => directorAgent?.epoch !== undefined),
    );
    t.true(tookMs < 150, `${tookMs} ms`);
  });
}
