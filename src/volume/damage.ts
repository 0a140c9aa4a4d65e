/**
 * What is wrong with a Volume, as a value: readers collect it and go on where they can, and whoever must stop throws
 * it as VolumeDamagedError. It names the place, so that an operator finds the Jobs that are concerned.
 */
import { type ByteString, displayText } from '../core/index.ts';

export type DamageKind =
  /** The file ends within this block: a write that was cut off. */
  | 'torn-block'
  /** No block begins where one should. */
  | 'not-a-block'
  /** A block says a length that none can have. */
  | 'block-length'
  | 'checksum'
  /** Written with volume encryption; nobody here has the key. */
  | 'encrypted'
  /** Block numbers of a session do not follow one another: blocks are missing, doubled or swapped. */
  | 'block-order'
  /** A record says a length that none can have; what follows it in its block cannot be found. */
  | 'record-length'
  /** The beginning of a record was read, its end was not: its writer died, or a block is missing. */
  | 'unfinished-record'
  /** The end of a record was found, its beginning was not. Natural where reading starts in the middle. */
  | 'missing-beginning';

export interface VolumeDamage {
  readonly kind: DamageKind;
  readonly volume: ByteString;
  /** Of the block, in bytes from the Volume's start. */
  readonly address: number;
  /** The block's number within its session, and the session, where they could be read. */
  readonly number?: number;
  readonly sessionId?: number;
  readonly sessionTime?: number;
  /** How long the block says it is, if its header could be read. */
  readonly claimedBytes?: number;
  /** What was found, for people. */
  readonly found: string;
}

/** One sentence, ready to be shown. */
export function describeDamage(damage: VolumeDamage): string {
  const { volume, address, number, sessionId, sessionTime, found } = damage;
  const session = sessionId === undefined ? '' : ` of session ${sessionId}/${sessionTime}`;
  const block = number === undefined ? '' : ` block ${number}${session},`;
  return `Volume "${displayText(volume)}",${block} at address ${address}: ${found}`;
}
