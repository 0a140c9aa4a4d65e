/** What stands in a Catalog after a commit. Never changed in place: each entry of a log has its own, and most share one. */
export interface JobRow {
  /** Which scheduled run it is. */
  readonly run: number;
  /** `C`: created; `R`: it runs at the Storage Daemon; `T`: ended well. */
  readonly status: 'C' | 'R' | 'T';
  /** How many facts of the journal are in here. */
  readonly facts: number;
}

export interface CatalogState {
  /** The highest epoch of a Director: older ones may not write. */
  readonly epoch: bigint;
  readonly jobs: ReadonlyMap<number, JobRow>;
}

export const EMPTY_CATALOG: CatalogState = { epoch: 0n, jobs: new Map() };

export const withJob = (state: CatalogState, row: JobRow): CatalogState => ({
  ...state,
  jobs: new Map(state.jobs).set(row.run, row),
});
