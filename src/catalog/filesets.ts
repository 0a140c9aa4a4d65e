/** The FileSet rows: one for each version of a FileSet, told apart by the digest of what it names (06 §4.2). */
import type { ByteString } from '../core/index.ts';
import type { Catalog } from './catalog.ts';
import { lockFor } from './lock.ts';
import { type Statement, sql } from './sql.ts';

export interface FileSetRow {
  readonly fileSetId: number;
  readonly name: ByteString;
  readonly md5: ByteString;
  readonly createTime: Date;
  readonly content: ByteString;
}

const columns: Statement = sql`
  FileSetId AS "fileSetId", FileSet AS "name", MD5 AS "md5", CreateTime AS "createTime", Content AS "content"`;

const fileSetByDigest = (name: ByteString, md5: ByteString): Statement<FileSetRow> => sql`
  SELECT ${columns} FROM FileSet WHERE FileSet = ${name} AND MD5 = ${md5} ORDER BY FileSetId LIMIT 1`;

/** For `Ignore FileSet Changes`: the newest version, whatever it names (06 §5.1). */
export const newestFileSet = (name: ByteString): Statement<FileSetRow> => sql`
  SELECT ${columns} FROM FileSet WHERE FileSet = ${name} ORDER BY CreateTime DESC, FileSetId DESC LIMIT 1`;

export const listFileSets = (): Statement<FileSetRow> => sql`SELECT ${columns} FROM FileSet ORDER BY FileSetId`;

/** `files` is what 15.x notes of a FileSet that names no plugin; the Client's plugins are not told apart. */
const insertFileSet = (name: ByteString, md5: ByteString, createTime: Date): Statement<FileSetRow> => sql`
  INSERT INTO FileSet (FileSet, MD5, CreateTime, Content) VALUES (${name}, ${md5}, ${createTime}, 'files') RETURNING ${columns}`;

/** No index keeps two equal rows apart, so that creating one takes a lock. `created` when it is this Job's doing. */
export async function findOrCreateFileSet(
  catalog: Catalog,
  { name, md5, now }: { name: ByteString; md5: ByteString; now: Date },
): Promise<FileSetRow & { created: boolean }> {
  const known = await catalog.find(fileSetByDigest(name, md5));
  if (known !== undefined) return { ...known, created: false };
  return catalog.transaction(
    async (transaction) => {
      await transaction.query(lockFor('fileset'));
      const found = await transaction.find(fileSetByDigest(name, md5));
      if (found !== undefined) return { ...found, created: false };
      return { ...(await transaction.one(insertFileSet(name, md5, now))), created: true };
    },
    { repeatable: true },
  );
}
