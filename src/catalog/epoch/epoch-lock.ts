/**
 * How PostgreSQL sees the sessions of a Director: each holds, for as long as it lives, an advisory lock whose number carries
 * the Director's epoch (docs/decisions/0083). PostgreSQL lets go of it when the session's last transaction is over, not before.
 * Genuine tools hold none.
 */

/** The upper 16 of the lock's 64 bits: `US`. The other 48 are the epoch. */
const NAMESPACE = 0x5553;
const EPOCH_BITS = 48n;

/** The statement that takes it. Shared, and nobody takes it otherwise: it never waits. */
export const takeEpochLock = (epoch: bigint): string =>
  `SELECT pg_advisory_lock_shared(${(BigInt(NAMESPACE) << EPOCH_BITS) + BigInt.asUintN(48, epoch)})`;

const EPOCH_OF_LOCK = '((classid::bigint & 65535) << 32 | objid::bigint)';

const others = (which: string): string => `
  FROM pg_locks
 WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = ${NAMESPACE}
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND pid <> pg_backend_pid() AND ${EPOCH_OF_LOCK} ${which}`;

/** Sessions of lower epochs. */
export const olderThan = (epoch: bigint): string => others(`< ${epoch}`);

/** Sessions of this epoch, or a lower one, that are not among `own`. */
export const notAmong = (own: readonly number[], epoch: bigint): string =>
  others(`<= ${epoch} AND NOT (pid = ANY('{${own.join(',')}}'::integer[]))`);

/** Those of `lost` that are there still; a number that is among `own` is another server's. */
export const leftOf = (lost: readonly number[], own: readonly number[], epoch: bigint): string =>
  `${notAmong(own, epoch)} AND pid = ANY('{${lost.join(',')}}'::integer[])`;

/** In one statement with the look, so that no number is taken for another process's. */
export const endSessions = (which: string): string => `SELECT pid, pg_terminate_backend(pid) AS told ${which}`;

export const countSessions = (which: string): string => `(SELECT count(*)::integer ${which})`;
