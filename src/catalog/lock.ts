/** Locks by name, for what no index of Bacula's schema guards; they end with the transaction. */
import { repeatable, type Statement, sql } from './sql.ts';

export const lockFor = (name: string): Statement =>
  repeatable(sql`SELECT pg_advisory_xact_lock(hashtext(${`understudy:${name}`}))`);
