/** What a Job said, line by line, as `Messages { Catalog = … }` keeps it (06 §4.2 step 6). */
import type { ByteString } from '../core/index.ts';
import { notWaitedFor } from './not-waited-for.ts';
import { repeatable, type Statement, sql } from './sql.ts';
import { formatTimestamp } from './values.ts';

export interface LogLine {
  readonly time: Date;
  /** With its prefix `daemon JobId n: ` and its newline. */
  readonly text: ByteString;
}

/** Several lines at once, in this order. Where their connection is lost they may stand there twice: better than not at all. */
export const insertLog = (jobId: number, lines: readonly LogLine[]): Statement =>
  repeatable(sql`
  INSERT INTO Log (JobId, Time, LogText)
  SELECT ${jobId}::integer, line.Time::timestamp, line.Text
    FROM unnest(${lines.map(({ time }) => formatTimestamp(time))}::text[],
                ${lines.map(({ text }) => text)}::text[]) WITH ORDINALITY AS line (Time, Text, Place),
         ${notWaitedFor}
   ORDER BY line.Place`);

/** As part of a transaction, whose commit is waited for. */
export const recordLogLine = (jobId: number, { time, text }: LogLine): Statement => sql`
  INSERT INTO Log (JobId, Time, LogText) VALUES (${jobId}, ${time}, ${text})`;

/** As part of a statement that may run twice: once, however often. */
export const recordLogLineOnce = (jobId: number, { time, text }: LogLine): Statement => sql`
  INSERT INTO Log (JobId, Time, LogText) SELECT ${jobId}::integer, ${time}::timestamp, ${text}::text
   WHERE NOT EXISTS (SELECT 1 FROM Log WHERE JobId = ${jobId}::integer AND Time = ${time}::timestamp
                                         AND LogText = ${text}::text)`;

export const logOfJob = (jobId: number): Statement<LogLine> => sql`
  SELECT Time AS "time", LogText AS "text" FROM Log WHERE JobId = ${jobId} ORDER BY LogId`;
