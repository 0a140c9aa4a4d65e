/** The rows of Storages and media types: names with a number, made at the Director's start (06 §4.1). */
import type { ByteString } from '../core/index.ts';
import { repeatable, type Statement, sql } from './sql.ts';

/** One Director writes these rows, so that looking first is enough. */
export const insertStorage = (name: ByteString, autochanger: boolean): Statement =>
  repeatable(sql`
  INSERT INTO Storage (Name, AutoChanger)
  SELECT ${name}::text, ${autochanger ? 1 : 0}::integer
   WHERE NOT EXISTS (SELECT 1 FROM Storage WHERE Name = ${name}::text)`);

export const updateStorage = (name: ByteString, autochanger: boolean): Statement<{ storageId: number }> =>
  repeatable(sql`
  UPDATE Storage SET AutoChanger = ${autochanger ? 1 : 0}
   WHERE Name = ${name}
  RETURNING StorageId AS "storageId"`);

export const insertMediaType = (mediaType: ByteString): Statement =>
  repeatable(sql`
  INSERT INTO MediaType (MediaType, ReadOnly)
  SELECT ${mediaType}::text, 0
   WHERE NOT EXISTS (SELECT 1 FROM MediaType WHERE MediaType = ${mediaType}::text)`);
