/**
 * The door between members of a cluster: a leader that does not reach the store asks each of the others to confirm that it
 * may carry on (docs/decisions/0086). Whoever implements it carries messages, loses some, and decides nothing.
 */
import type { Office } from '../keys.ts';

/** `from` leads `office` in `epoch`, and asks that nobody claims it for so long. */
export interface ConfirmRequest {
  readonly from: string;
  readonly office: Office;
  readonly epoch: bigint;
  /** All members that it knows and asks, itself too. */
  readonly members: readonly string[];
  /** Counted by whoever promises, from when the question arrives. */
  readonly promiseMs: number;
}

export interface ConfirmAnswer {
  readonly confirmed: boolean;
  /** For people. */
  readonly why: string;
}

export interface Peers {
  /** Settles when the signal aborts at the latest. @throws whatever keeps an answer away: no answer confirms nothing */
  confirm(member: string, request: ConfirmRequest, signal: AbortSignal): Promise<ConfirmAnswer>;
}
