/** By how much this machine's clock is ahead of the Director's, measured in ten rounds (specification 02 §3). */
import { parseBtime, SIGNAL } from '../../../protocol/index.ts';
import type { Conversation } from './conversation.ts';

const ROUNDS = 10;
/** The first ones are slow: caches are cold. */
const WARM_UP_ROUNDS = 2;
const ANSWER_MS = 60_000;

/** Whole seconds, positive where ours is ahead; undefined: the Director went away. */
export async function clockOffsetSec({ daemon: { clock }, link }: Conversation): Promise<number | undefined> {
  const offsetsMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const sentMs = clock.now().getTime();
    const startedMs = clock.monotonicMs();
    await link.signal(SIGNAL.BTIME);
    const heard = await link.receive(ANSWER_MS);
    if (heard.kind === 'gone') return undefined;
    const directorUs = heard.kind === 'line' ? parseBtime(heard.text) : undefined;
    if (directorUs === undefined) continue;
    const roundTripMs = clock.monotonicMs() - startedMs;
    if (round >= WARM_UP_ROUNDS) offsetsMs.push(sentMs + roundTripMs / 2 - directorUs / 1000);
  }
  await link.signal(SIGNAL.EOD);
  if (offsetsMs.length === 0) return 0;
  return Math.round(offsetsMs.reduce((sum, offset) => sum + offset, 0) / offsetsMs.length / 1000) || 0;
}
