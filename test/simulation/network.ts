/** Who reaches whom in a world, and how late. A place is a machine, `store` (etcd) or a Storage Daemon. */
export class Network {
  readonly #random: () => number;
  /** etcd answers nobody. */
  storeDown = false;
  /** `a>b`: what a sends does not reach b. */
  readonly cuts = new Set<string>();
  /** Machines whose messages take up to so many ms, and overtake one another. */
  readonly slow = new Map<string, number>();

  constructor(random: () => number) {
    this.#random = random;
  }

  readonly connected = (from: string, to: string): boolean =>
    (this.cuts.size === 0 || !this.cuts.has(`${from}>${to}`)) &&
    !(this.storeDown && (from === 'store' || to === 'store'));

  readonly latencyMs = (machine: string): number => 0.5 + this.#random() * (this.slow.get(machine) ?? 4);

  heal(): void {
    this.cuts.clear();
    this.slow.clear();
    this.storeDown = false;
  }
}
