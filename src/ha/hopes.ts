/**
 * Of whom the Catalog's leader may expect that they confirm commits: who streams, and who is between two leaders and will in a
 * moment. A standby that the network keeps from its leader stays a standby for ever, so the hope has an end; counted on this
 * node's monotonic clock, anew in each leadership.
 */
import type { Clock } from '../core/index.ts';
import type { CatalogRole } from './catalog-transitions.ts';
import type { MemberRecord } from './records.ts';

/** To find the new leader and to connect to it; longer than that no commit shall wait in vain. */
const HOPE_MS = 6_000;

/** A copy or a rewind may take hours. */
const ABOUT_TO_STREAM: ReadonlySet<string> = new Set([
  'standby',
  'mourning',
  'candidate',
  'claiming',
] satisfies CatalogRole[]);

export class Hopes {
  readonly #clock: Clock;
  readonly #sinceMs = new Map<string, number>();
  #epoch: bigint | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  expected(members: readonly MemberRecord[], epoch: bigint | undefined): ReadonlySet<string> {
    if (epoch !== this.#epoch) this.#sinceMs.clear();
    this.#epoch = epoch;
    return new Set(members.filter((member) => this.#isExpected(member)).map(({ name }) => name));
  }

  #isExpected({ name, streaming, catalogRole }: MemberRecord): boolean {
    if (streaming || !ABOUT_TO_STREAM.has(catalogRole)) {
      this.#sinceMs.delete(name);
      return streaming;
    }
    const nowMs = this.#clock.monotonicMs();
    const sinceMs = this.#sinceMs.get(name) ?? nowMs;
    this.#sinceMs.set(name, sinceMs);
    return nowMs - sinceMs < HOPE_MS;
  }
}
