/**
 * What this member has promised to leaders that do not reach the store: to claim nothing for a while, and to let nobody new
 * onto the roster. Counted on the monotonic clock from when the question came. A new process does not know what the one
 * before it has promised: it claims nothing until that must be over. docs/decisions/0086 proves that it suffices.
 */
import type { Clock } from '../../core/index.ts';
import type { DcsSnapshot } from '../dcs/dcs.ts';
import type { Office } from '../keys.ts';
import { endIn, lastEpochIn, leaderIn, rosterIn } from '../records.ts';
import type { ConfirmAnswer, ConfirmRequest } from './peers.ts';

export interface PromisesOptions {
  readonly name: string;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly store: { readonly snapshot: DcsSnapshot | undefined };
  /** The longest promise there is: the length of a lease. */
  readonly promiseMsMax: number;
}

interface Given {
  /** The highest epoch that was confirmed. */
  epoch: bigint;
  untilMs: number;
  /** The highest epoch that a claim of this process was to succeed. */
  claimedAfter: bigint | undefined;
}

const nothing = (): Given => ({ epoch: 0n, untilMs: Number.NEGATIVE_INFINITY, claimedAfter: undefined });

export class Promises {
  readonly #options: PromisesOptions;
  readonly #freshUntilMs: number;
  readonly #given: Readonly<Record<Office, Given>> = { director: nothing(), catalog: nothing() };
  #tried: readonly string[] = [];

  constructor(options: PromisesOptions) {
    this.#options = options;
    this.#freshUntilMs = options.clock.monotonicMs() + options.promiseMsMax;
  }

  /** Promises, or says why not. */
  confirm(request: ConfirmRequest): ConfirmAnswer {
    const why = this.#refusal(request);
    if (why !== undefined) return { confirmed: false, why };
    const given = this.#given[request.office];
    given.epoch = request.epoch;
    given.untilMs = Math.max(given.untilMs, this.#nowMs() + request.promiseMs);
    return { confirmed: true, why: `${this.#options.name} claims nothing for ${request.promiseMs} ms` };
  }

  /** Somebody leads by this member's promise. */
  isBound(office: Office): boolean {
    const { epoch, untilMs } = this.#given[office];
    return this.#nowMs() < untilMs && !this.#isGivenUp(office, epoch);
  }

  /** Neither this process has promised anything that still holds, nor can the one before it have. */
  mayClaim(office: Office): boolean {
    if (this.isBound(office)) return false;
    const { snapshot } = this.#options.store;
    // Where nobody has ever been on a roster nobody can have been asked.
    return this.#nowMs() >= this.#freshUntilMs || (snapshot !== undefined && rosterIn(snapshot) === undefined);
  }

  /** A claim that is to succeed this epoch leaves now; it may be carried out whenever it arrives. */
  noteClaim(office: Office, after: bigint): void {
    const given = this.#given[office];
    if (given.claimedAfter === undefined || after > given.claimedAfter) given.claimedAfter = after;
  }

  /** A longer roster is about to be written. False: not now, somebody counts on the one there is. */
  mayGrow(roster: readonly string[]): boolean {
    if (this.isBound('director') || this.isBound('catalog')) return false;
    this.#tried = [...new Set([...this.#tried, ...roster])];
    return true;
  }

  /** All who may ever claim an office, as far as this member knows; undefined: it does not know. */
  get roster(): readonly string[] | undefined {
    const { snapshot } = this.#options.store;
    const read = snapshot && rosterIn(snapshot);
    return read && [...new Set([...read, ...this.#tried])];
  }

  #refusal({ from, office, epoch, members, promiseMs }: ConfirmRequest): string | undefined {
    const { name, store, promiseMsMax } = this.#options;
    const { snapshot } = store;
    const { roster } = this;
    const given = this.#given[office];
    if (snapshot === undefined || roster === undefined) return `${name} has not read the store yet`;
    if (!(promiseMs > 0 && promiseMs <= promiseMsMax)) return `${name} promises nothing for ${promiseMs} ms`;
    if (!members.includes(name) || !members.includes(from)) return `${name} and ${from} are not both asked`;
    const unknown = roster.find((member) => !members.includes(member));
    if (unknown !== undefined) return `${from} does not know that ${unknown} may lead, too`;
    const last = lastEpochIn(snapshot, office);
    if (last > epoch || given.epoch > epoch) return `epoch ${epoch} is over`;
    if (given.claimedAfter === epoch) return `${name} has claimed the office itself`;
    const leader = leaderIn(snapshot, office);
    if (leader?.epoch === epoch && leader.name !== from) return `${leader.name} leads in epoch ${epoch}`;
    const sawItsEnd = last === epoch && leader === undefined;
    return sawItsEnd && !this.isBound(office) ? `${name} has seen the end of epoch ${epoch}` : undefined;
  }

  /** Its leader has stopped, and has then written itself that it is over: nobody's confirmation brings it back. */
  #isGivenUp(office: Office, epoch: bigint): boolean {
    const { snapshot } = this.#options.store;
    return ((snapshot && endIn(snapshot, office)?.epoch) ?? -1n) >= epoch;
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }
}
