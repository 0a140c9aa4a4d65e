/** For statements whose loss would do no harm: their commit does not wait for the disk, nor for a standby. */
import { type Statement, sql } from './sql.ts';

/**
 * A row to join with, for a statement that runs by itself: its transaction is written a moment later, together with
 * others. Whatever is committed afterwards and waited for brings it along.
 */
export const notWaitedFor: Statement<never> = sql`(SELECT set_config('synchronous_commit', 'off', true)) AS unhurried`;
