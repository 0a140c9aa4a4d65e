/**
 * The times of a lease, derived from its length: when it is renewed, how long one attempt may take, and how long before
 * its end the holder stops. All are counted on the monotonic clock, from before a renewal left this node.
 */

export interface LeaseTiming {
  /** The lease's length, as the store counts it. */
  readonly ttlMs: number;
  /** From one renewal to the next. */
  readonly renewMs: number;
  /** After a renewal that found nobody. */
  readonly retryMs: number;
  /** So long before the end the holder is fenced: stopping PostgreSQL and closing sockets fits in here. */
  readonly marginMs: number;
}

/** etcd counts seconds, and grants no fewer with its usual settings. */
export const TTL_MS_MIN = 2_000;
const RENEW_SHARE = 3;
const RETRY_SHARE = 10;
const MARGIN_SHARE = 4;
const MARGIN_MS_MAX = 2_000;

export function leaseTiming(ttlMs: number): LeaseTiming {
  return {
    ttlMs,
    renewMs: Math.floor(ttlMs / RENEW_SHARE),
    retryMs: Math.floor(ttlMs / RETRY_SHARE),
    marginMs: Math.min(Math.floor(ttlMs / MARGIN_SHARE), MARGIN_MS_MAX),
  };
}
