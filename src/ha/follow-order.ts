/**
 * What becomes of an order, as the store tells it: a sentence whenever something has changed, and the end in bounded time.
 * Whoever stops listening stops nothing: the nodes go on.
 */

import type { Clock } from '../core/index.ts';
import { writableLeaderIn } from './catalog-place.ts';
import type { Dcs, DcsSnapshot } from './dcs/dcs.ts';
import { OrderNotDoneError } from './errors.ts';
import { type Office, officeWord } from './keys.ts';
import type { PlacedOrder } from './orders.ts';
import { leaderIn, membersIn, orderIn, pauseIn } from './records.ts';

export interface Following {
  readonly dcs: Pick<Dcs, 'read'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Hears each new sentence once. */
  readonly tell: (sentence: string) => void;
}

const LOOK_MS = 100;

/** `true`: it has come about; a sentence: how far it is. */
export type Look = (snapshot: DcsSnapshot) => true | string;

/** @returns how long it took, in ms. @throws OrderNotDoneError with the last sentence when its time is over */
export async function until(look: Look, { dcs, clock, signal, timeoutMs, tell }: Following): Promise<number> {
  const startMs = clock.monotonicMs();
  let said: string | undefined;
  for (;;) {
    // An etcd that is away for a moment is asked again.
    const state = await dcs.read().then(look, (error: unknown) => {
      if (error instanceof OrderNotDoneError) throw error;
      return 'etcd does not answer';
    });
    const tookMs = clock.monotonicMs() - startMs;
    if (state === true) return tookMs;
    if (state !== said) tell(state);
    said = state;
    if (tookMs > timeoutMs) throw new OrderNotDoneError(`Not done after ${Math.round(tookMs / 1000)} s: ${state}`);
    await clock.sleep(LOOK_MS, signal);
  }
}

/** An office has gone to another one, who fills it. */
export const handedOver =
  ({ office, record, from }: PlacedOrder): Look =>
  (snapshot) => {
    const leader = leaderIn(snapshot, office);
    const what = officeWord(office);
    if (leader === undefined) return `Nobody holds ${what}: ${waitingFor(snapshot, record.to ?? undefined)}`;
    if (leader.epoch === record.epoch) {
      // While it stands it will be obeyed.
      if (orderIn(snapshot, office)?.id !== record.id) {
        throw new OrderNotDoneError(`The order for ${what} has been taken back, and ${leader.name} holds it still`);
      }
      return roleOf(snapshot, office, leader.name) === 'handing-over'
        ? `${leader.name} hands ${what} over`
        : `${leader.name} holds ${what}`;
    }
    if (!isFilled(snapshot, office)) return `${leader.name} is elected, and takes ${what} over`;
    if (leader.name === from && record.to !== from) {
      throw new OrderNotDoneError(`${leader.name} holds ${what} again: nobody else could take it over`);
    }
    return true;
  };

function isFilled(snapshot: DcsSnapshot, office: Office): boolean {
  const leader = leaderIn(snapshot, office);
  if (leader === undefined) return false;
  if (office === 'director') return roleOf(snapshot, office, leader.name) === 'leading';
  return writableLeaderIn(snapshot) !== undefined;
}

function roleOf(snapshot: DcsSnapshot, office: Office, name: string): string | undefined {
  const member = membersIn(snapshot).find((one) => one.name === name);
  return office === 'catalog' ? member?.catalogRole : member?.directorRole;
}

function waitingFor(snapshot: DcsSnapshot, to: string | undefined): string {
  if (pauseIn(snapshot) !== undefined) return 'the cluster is paused';
  return to === undefined
    ? 'the election goes on'
    : `it is kept for ${to} (${roleOf(snapshot, 'catalog', to) ?? 'not heard'})`;
}
