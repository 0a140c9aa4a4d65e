/**
 * What a thread that hashes and the one that feeds it share: a ring of commands about a common memory, and the digests.
 * One writer, one reader. A ticket is the number of a command, counted from 1; it has passed when it was carried out.
 */
import { DIGEST_NAMES, type DigestName } from '../digest/digest-name.ts';

export const RING_COMMANDS = 512;
/** Room for one digest of each kind. */
export const RESULT_BYTES = 160;

/** Indexes of the control words. `wanted`: nobody has to be woken for a ticket before that one. */
export const CONTROL = { issued: 0, passed: 1, wanted: 2, words: 3 } as const;
const COMMAND_WORDS = 3;

/** `begin`: the set of digests. `update`: offset and length in the common memory. `end`: no arguments. */
export const OPERATION = { begin: 1, update: 2, end: 3 } as const;

export interface HashRing {
  readonly control: Int32Array;
  readonly commands: Int32Array;
  readonly results: Buffer;
}

const COMMANDS_AT = CONTROL.words * 4;
const RESULTS_AT = COMMANDS_AT + RING_COMMANDS * COMMAND_WORDS * 4;
export const RING_BYTES = RESULTS_AT + RING_COMMANDS * RESULT_BYTES;

export const hashRing = (memory: SharedArrayBuffer): HashRing => ({
  control: new Int32Array(memory, 0, CONTROL.words),
  commands: new Int32Array(memory, COMMANDS_AT, RING_COMMANDS * COMMAND_WORDS),
  results: Buffer.from(memory, RESULTS_AT),
});

/** Whether `ticket` has passed when `last` was the last one that did; tickets wrap as 32-bit numbers do. */
export const hasPassed = (ticket: number, last: number): boolean => ((last - ticket) | 0) >= 0;

/** Where command and result of a ticket lie. */
const slotOf = (ticket: number): number => (ticket >>> 0) % RING_COMMANDS;
export const commandAt = (ticket: number): number => slotOf(ticket) * COMMAND_WORDS;
export const resultAt = (ticket: number): number => slotOf(ticket) * RESULT_BYTES;

/** A set of digests as bits, in the order of DIGEST_NAMES. */
export const digestSet = (names: readonly DigestName[]): number =>
  DIGEST_NAMES.reduce((set, name, bit) => (names.includes(name) ? set | (1 << bit) : set), 0);
export const digestsOfSet = (set: number): DigestName[] => DIGEST_NAMES.filter((_, bit) => (set & (1 << bit)) !== 0);
