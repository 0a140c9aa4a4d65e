/** By what right this Director decides (docs/decisions/0050): whoever leads a cluster puts its own here. */
export interface Leadership {
  /** Said to our Storage Daemons, which refuse a lower one than they have heard; 0: without a cluster. */
  readonly epoch: bigint;
  /** Resolves when what is committed by now will stay, also where the Catalog fails over. */
  durable(): Promise<void>;
}

/** Without a cluster: what is committed is committed. */
export const ALONE: Leadership = { epoch: 0n, durable: async () => {} };
