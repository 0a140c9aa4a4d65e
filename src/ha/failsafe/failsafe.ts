/**
 * Failsafe mode (DESIGN: leadership and epochs): a leader whose lease is not renewed in time asks all members that it knows,
 * and leads on while each of them has confirmed it. It is as certain of that as of a lease: counted from before the question
 * left, less the same margin. It must never ask fewer than all who may claim, and never count an answer for another epoch.
 */
import type { Clock, Logger } from '../../core/index.ts';
import { boundedSignal } from '../bounded-signal.ts';
import { OFFICES, type Office } from '../keys.ts';
import type { LeaseKeeper } from '../lease-keeper.ts';
import type { LeaseTiming } from '../lease-timing.ts';
import type { ConfirmRequest, Peers } from './peers.ts';
import type { Promises } from './promises.ts';

/** An office that this node holds at this moment. */
export interface Tenure {
  readonly epoch: bigint;
  /** By the key in the store; else because all members have confirmed it. */
  readonly byKey: boolean;
}

export interface FailsafeOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timing: LeaseTiming;
  readonly lease: LeaseKeeper;
  readonly peers: Peers;
  readonly promises: Promises;
  readonly tenure: (office: Office) => Tenure | undefined;
  /** Something has been confirmed, or refused. */
  readonly changed: () => void;
}

interface Confirmation {
  readonly epoch: bigint;
  readonly askedMs: number;
}

export class Failsafe implements AsyncDisposable {
  readonly #options: FailsafeOptions;
  readonly #ending = new AbortController();
  readonly #confirmed = new Map<Office, Confirmation>();
  readonly #abandoned = new Map<Office, bigint>();
  readonly #running: Promise<void>;
  #isTold = false;

  constructor(options: FailsafeOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** The epoch of an office that is certain at this moment without the store. */
  confirmedEpoch(office: Office): bigint | undefined {
    const confirmed = this.#confirmed.get(office);
    if (confirmed === undefined || this.#options.clock.monotonicMs() >= this.#untilMs(confirmed)) return undefined;
    return confirmed.epoch;
  }

  /** Until when that is; on the monotonic clock. */
  certainUntilMs(office: Office): number | undefined {
    const confirmed = this.#confirmed.get(office);
    return confirmed && this.#untilMs(confirmed);
  }

  /** This node stops leading in this epoch, and does not come back to it. */
  abandon(office: Office, epoch: bigint): void {
    this.#abandoned.set(office, epoch);
    this.#confirmed.delete(office);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    this.#confirmed.clear();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, timing } = this.#options;
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const dueMs = this.#dueMs() - clock.monotonicMs();
      if (dueMs > 0) await clock.sleep(dueMs, signal).catch(() => {});
      else if (!(await this.#askForAll())) await clock.sleep(timing.retryMs / 2, signal).catch(() => {});
    }
  }

  /** When the next question leaves: before the lease is uncertain, where its renewal is overdue; later, at the same beat. */
  #dueMs(): number {
    const { clock, timing } = this.#options;
    let due = clock.monotonicMs() + timing.renewMs;
    for (const office of OFFICES) {
      const tenure = this.#tenure(office);
      if (tenure === undefined) continue;
      due = Math.min(due, Math.max(this.#needMs(tenure), this.#beatMs(office, tenure.epoch)));
    }
    return due;
  }

  #needMs({ byKey }: Tenure): number {
    const { timing, lease } = this.#options;
    const { held } = lease;
    if (!byKey || held === undefined) return 0;
    const renewedMs = held.fenceAtMs + timing.marginMs - timing.ttlMs;
    return renewedMs + timing.renewMs + timing.retryMs;
  }

  #beatMs(office: Office, epoch: bigint): number {
    const confirmed = this.#confirmed.get(office);
    return confirmed?.epoch === epoch ? confirmed.askedMs + this.#options.timing.renewMs : 0;
  }

  #tenure(office: Office): Tenure | undefined {
    const tenure = this.#options.tenure(office);
    return tenure?.epoch === this.#abandoned.get(office) ? undefined : tenure;
  }

  async #askForAll(): Promise<boolean> {
    const nowMs = this.#options.clock.monotonicMs();
    const due = OFFICES.flatMap((office) => {
      const tenure = this.#tenure(office);
      const isDue = tenure && Math.max(this.#needMs(tenure), this.#beatMs(office, tenure.epoch)) <= nowMs;
      return isDue ? [{ office, tenure }] : [];
    });
    const asked = await Promise.all(due.map(({ office, tenure }) => this.#ask(office, tenure)));
    const confirmed = asked.every((why) => why === undefined);
    this.#tell(asked);
    this.#options.changed();
    return confirmed;
  }

  /** @returns why it is not confirmed */
  async #ask(office: Office, { epoch }: Tenure): Promise<string | undefined> {
    const { name, clock, timing, promises, peers } = this.#options;
    const { roster } = promises;
    if (roster?.includes(name) !== true) return `${name} is on no roster`;
    const askedMs = clock.monotonicMs();
    const request: ConfirmRequest = { from: name, office, epoch, members: roster, promiseMs: timing.ttlMs };
    using bound = boundedSignal(clock, 2 * timing.retryMs, this.#ending.signal);
    const others = roster.filter((member) => member !== name);
    const answers = await Promise.all(others.map((member) => confirmOrWhy(peers, member, request, bound.signal)));
    const refusal = answers.find((why) => why !== undefined);
    if (refusal !== undefined) return refusal;
    // What was given up meanwhile stays given up, whoever has confirmed it.
    if (this.#tenure(office)?.epoch !== epoch) return 'the office is no longer held';
    // Whom this node tried to put on the roster meanwhile was not asked.
    if (promises.roster?.length !== roster.length) return 'the roster has grown meanwhile';
    this.#confirmed.set(office, { epoch, askedMs });
    return undefined;
  }

  #tell(asked: readonly (string | undefined)[]): void {
    const { logger } = this.#options;
    const why = asked.find((refusal) => refusal !== undefined);
    if (why !== undefined) logger.warn({ why }, 'The store is not reached, and not all members confirm this leader');
    else if (!this.#isTold) logger.info({}, 'The store is not reached: all members confirm this leader, it carries on');
    this.#isTold = why === undefined;
  }

  #untilMs({ askedMs }: Confirmation): number {
    const { timing } = this.#options;
    return askedMs + timing.ttlMs - timing.marginMs;
  }
}

async function confirmOrWhy(
  peers: Peers,
  member: string,
  request: ConfirmRequest,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { confirmed, why } = await peers.confirm(member, request, signal);
    return confirmed ? undefined : why;
  } catch (error) {
    return `${member}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
