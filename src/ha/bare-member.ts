/** A member without a Catalog: it tells the others that it is there, so that its Director may be elected. */
import type { Clock } from '../core/index.ts';
import type { Dcs } from './dcs/dcs.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { LeaseTiming } from './lease-timing.ts';
import { MemberPublisher } from './publish-member.ts';
import type { MemberRecord } from './records.ts';

export interface BareMemberOptions {
  readonly name: string;
  /** Where it is reached. */
  readonly host: string;
  /** `http://host:port` where other members ask it. */
  readonly peer?: string;
  readonly dcs: Dcs;
  readonly clock: Clock;
  readonly lease: LeaseKeeper;
  readonly timing: LeaseTiming;
  readonly directorRole: () => string;
  /** What it sees of a Catalog that somebody else looks after, and why its Director waits for that. */
  readonly seen?: () => Pick<MemberRecord, 'seen' | 'waits' | 'timeline' | 'lsn'>;
}

export class BareMember implements AsyncDisposable {
  readonly #options: BareMemberOptions;
  readonly #publisher: MemberPublisher;
  readonly #ending = new AbortController();
  readonly #telling: Promise<void>;

  constructor(options: BareMemberOptions) {
    this.#options = options;
    this.#publisher = new MemberPublisher(options.dcs);
    this.#telling = this.#keepTelling();
  }

  /** Something has changed that others should hear of. */
  poke(): void {
    const lease = this.#options.lease.held?.id;
    if (lease !== undefined && !this.#ending.signal.aborted) this.#publisher.publish(this.#me(), lease);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#telling;
    await this.#publisher.settled();
  }

  async #keepTelling(): Promise<void> {
    const { clock, timing } = this.#options;
    while (!this.#ending.signal.aborted) {
      this.poke();
      await clock.sleep(timing.renewMs, this.#ending.signal).catch(() => {});
    }
  }

  /** Of no account where a Catalog is to be promoted. */
  #me(): MemberRecord {
    const { name, host, peer, directorRole, seen } = this.#options;
    return {
      ...{ name, host, port: 0, priority: 0, ...(peer !== undefined && { peer }) },
      ...{ catalogRole: 'none', directorRole: directorRole() },
      ...{ timeline: 0, lsn: 0n, streaming: false, mourns: 0n, ...seen?.() },
    };
  }
}
