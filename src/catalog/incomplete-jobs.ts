/** The end of an incomplete Job (08b §4.2): JobMedia must not promise more files than there are File rows. */
import { repeatable, type Statement, sql } from './sql.ts';

const lastFile = (jobId: number): Statement => sql`
  (SELECT COALESCE(max(FileIndex), 0) FROM File WHERE JobId = ${jobId})`;

export const dropRangesBeyondFiles = (jobId: number): Statement =>
  repeatable(sql`DELETE FROM JobMedia WHERE JobId = ${jobId} AND FirstIndex > ${lastFile(jobId)}`);

export const cutRangesToFiles = (jobId: number): Statement =>
  repeatable(sql`
  UPDATE JobMedia SET LastIndex = ${lastFile(jobId)} WHERE JobId = ${jobId} AND LastIndex > ${lastFile(jobId)}`);
