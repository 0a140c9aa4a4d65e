/**
 * When the Storage Daemon is killed: after some time, some bytes, at a request to the Catalog (labels and ends of Volumes
 * are there), or about the last word of a Job. Chosen by a seed, so that a round can be played again.
 */

export type KillPlan =
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'bytes'; readonly bytes: number }
  /** The n-th request of the round, before it is answered. */
  | { readonly kind: 'request'; readonly count: number }
  /** The n-th Client has said its last word. */
  | { readonly kind: 'end'; readonly count: number; readonly delayMs: number };

/** `random` gives numbers in [0, 1). */
export function planKill(random: () => number): KillPlan {
  const kind = random();
  const much = random();
  if (kind < 0.25) return { kind: 'time', ms: Math.floor(much * 700) };
  if (kind < 0.5) return { kind: 'bytes', bytes: Math.floor(much * 6_000_000) };
  if (kind < 0.75) return { kind: 'request', count: 1 + Math.floor(much * 40) };
  return { kind: 'end', count: 1 + Math.floor(much * 8), delayMs: Math.floor(random() * 25) };
}

export function describeKill(plan: KillPlan): string {
  switch (plan.kind) {
    case 'time':
      return `after ${plan.ms} ms`;
    case 'bytes':
      return `after ${plan.bytes} bytes`;
    case 'request':
      return `at request ${plan.count}`;
    case 'end':
      return `${plan.delayMs} ms after end ${plan.count}`;
  }
}

/** Counts what happens in a round and fires once. */
export class KillSwitch {
  readonly #plan: KillPlan;
  readonly #fire: () => void;
  #fired = false;
  #bytes = 0;
  #requests = 0;
  #ends = 0;

  /** The clock of the plan runs from here on. */
  constructor(plan: KillPlan, fire: () => void) {
    this.#plan = plan;
    this.#fire = fire;
    if (plan.kind === 'time') this.#in(plan.ms);
  }

  get fired(): boolean {
    return this.#fired;
  }

  /** Whatever was planned. */
  now(): void {
    if (this.#fired) return;
    this.#fired = true;
    this.#fire();
  }

  sent(bytes: number): void {
    this.#bytes += bytes;
    if (this.#plan.kind === 'bytes' && this.#bytes > this.#plan.bytes) this.now();
  }

  asked(): void {
    this.#requests++;
    if (this.#plan.kind === 'request' && this.#requests === this.#plan.count) this.now();
  }

  closed(): void {
    this.#ends++;
    if (this.#plan.kind === 'end' && this.#ends === this.#plan.count) this.#in(this.#plan.delayMs);
  }

  #in(ms: number): void {
    if (ms === 0) this.now();
    else setTimeout(() => this.now(), ms);
  }
}
