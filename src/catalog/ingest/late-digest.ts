/** A digest whose row is in the Catalog already: the file was large, and what came before it had to be committed. */
import type { ByteString } from '../../core/index.ts';
import type { Queryable } from '../queryable.ts';
import { repeatable, type Statement, sql } from '../sql.ts';
import { fitName, pathOf } from './split-name.ts';

export interface LateDigest {
  readonly fileIndex: number;
  readonly digest: ByteString;
  /** The whole name, by which the row is found at once; undefined: it came to another Director. */
  readonly name?: ByteString | undefined;
}

export async function amendDigest(transaction: Queryable, jobId: number, late: LateDigest): Promise<void> {
  if (late.name !== undefined && (await transaction.execute(byName(jobId, late, late.name))) > 0) return;
  await transaction.execute(byIndex(jobId, late));
}

const byIndex = (jobId: number, { fileIndex, digest }: LateDigest): Statement =>
  repeatable(sql`UPDATE File SET MD5 = ${digest} WHERE JobId = ${jobId} AND FileIndex = ${fileIndex}`);

/** By the index that every Catalog has. */
const byName = (jobId: number, { fileIndex, digest }: LateDigest, name: ByteString): Statement => {
  const path = pathOf(name);
  return repeatable(sql`
  UPDATE File SET MD5 = ${digest}
   WHERE JobId = ${jobId} AND PathId = (SELECT PathId FROM Path WHERE Path = ${path})
     AND Filename = ${fitName(name.slice(path.length))} AND FileIndex = ${fileIndex}`);
};
