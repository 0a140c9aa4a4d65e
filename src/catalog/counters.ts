/** Counter resources that name a Catalog keep their value there (07 §9.9). */
import type { ByteString } from '../core/index.ts';
import { repeatable, type Statement, sql } from './sql.ts';

export interface CounterRow {
  readonly name: ByteString;
  readonly minimum: number;
  readonly maximum: number;
  readonly current: number;
}

const counterColumns: Statement = sql`
  Counter AS "name", MinValue AS "minimum", MaxValue AS "maximum", CurrentValue AS "current"`;

export const countersByName = (names: readonly ByteString[]): Statement<CounterRow> => sql`
  SELECT ${counterColumns} FROM Counters WHERE Counter = ANY(${names}::text[]) FOR UPDATE`;

export const insertCounter = (counter: CounterRow & { wrapCounter: ByteString }): Statement =>
  repeatable(sql`
  INSERT INTO Counters (Counter, MinValue, MaxValue, CurrentValue, WrapCounter)
  SELECT ${counter.name}::text, ${counter.minimum}::integer, ${counter.maximum}::integer, ${counter.current}::integer,
         ${counter.wrapCounter}
   WHERE NOT EXISTS (SELECT 1 FROM Counters WHERE Counter = ${counter.name}::text)`);

/** The limits of the resource count, not those of the row; the value goes on. */
export const updateCounterLimits = (name: ByteString, minimum: number, maximum: number): Statement<CounterRow> =>
  repeatable(sql`
  UPDATE Counters
     SET MinValue = ${minimum}, MaxValue = ${maximum}, CurrentValue = GREATEST(CurrentValue, ${minimum})
   WHERE Counter = ${name}
  RETURNING ${counterColumns}`);

export const setCounter = (name: ByteString, current: number): Statement =>
  repeatable(sql`UPDATE Counters SET CurrentValue = ${current} WHERE Counter = ${name}`);
