/** How long a peer may read nothing while we have something for it: a Director may wait for its Catalog, a Client for its disk. */
export const STALL_MS = 60 * 60_000;
