/** What a member tells the others of itself; goes with its lease. */
import type { Dcs } from './dcs/dcs.ts';
import { KEYS } from './keys.ts';
import { encodeRecord, type MemberRecord } from './records.ts';

export class MemberPublisher {
  readonly #dcs: Pick<Dcs, 'change'>;
  #published = '';
  #lease = 0n;
  #pending: { readonly key: string; readonly value: string; readonly lease: bigint } | undefined;
  #working: Promise<void> | undefined;

  constructor(dcs: Pick<Dcs, 'change'>) {
    this.#dcs = dcs;
  }

  /** Written soon where it is new; of several the last one. */
  publish(me: MemberRecord, lease: bigint): void {
    const value = encodeRecord(me);
    if (lease === this.#lease && value === this.#published) return;
    this.#pending = { key: KEYS.member(me.name), value, lease };
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async settled(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let next = this.#pending; next !== undefined; next = this.#pending) {
      this.#pending = undefined;
      try {
        await this.#dcs.change({ when: [], writes: [next] });
        this.#published = next.value;
        this.#lease = next.lease;
      } catch {
        // The next reading brings the next attempt.
        this.#published = '';
      }
    }
  }
}
