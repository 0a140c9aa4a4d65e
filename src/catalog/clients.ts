/** The Client rows: made at a Client's first use, completed when its File Daemon has answered (06 §4.1, §4.2). */
import type { ByteString } from '../core/index.ts';
import { repeatable, type Statement, sql } from './sql.ts';

export interface Client {
  readonly clientId: number;
  readonly name: ByteString;
  readonly uname: ByteString;
  readonly plugins: ByteString;
  readonly autoPrune: number;
  readonly fileRetentionSec: number;
  readonly jobRetentionSec: number;
}

/** What the configuration says of a Client. */
export interface ClientDefinition {
  readonly name: ByteString;
  readonly autoPrune: boolean;
  readonly fileRetentionSec: number;
  readonly jobRetentionSec: number;
}

const columns: Statement = sql`
  ClientId AS "clientId", Name AS "name", Uname AS "uname", Plugins AS "plugins", AutoPrune AS "autoPrune",
  FileRetention AS "fileRetentionSec", JobRetention AS "jobRetentionSec"`;

export const listClients = (): Statement<Client> => sql`SELECT ${columns} FROM Client ORDER BY ClientId`;

/**
 * The row of a Client, made where there is none. The update comes first, so that a Client's number is not drawn from
 * the sequence at each of its Jobs; of two who insert at once the index on Name lets one through.
 */
export const findOrCreateClient = (client: ClientDefinition): Statement<{ clientId: number }> =>
  repeatable(sql`
  WITH found AS (
    UPDATE Client SET AutoPrune = ${Number(client.autoPrune)}, FileRetention = ${client.fileRetentionSec},
                      JobRetention = ${client.jobRetentionSec}
     WHERE Name = ${client.name} RETURNING ClientId),
  added AS (
    INSERT INTO Client (Name, Uname, AutoPrune, FileRetention, JobRetention)
    SELECT ${client.name}::text, '', ${Number(client.autoPrune)}::smallint, ${client.fileRetentionSec}::bigint,
           ${client.jobRetentionSec}::bigint
     WHERE NOT EXISTS (SELECT 1 FROM found)
    ON CONFLICT (Name) DO UPDATE SET AutoPrune = EXCLUDED.AutoPrune
    RETURNING ClientId)
  SELECT ClientId AS "clientId" FROM found UNION ALL SELECT ClientId FROM added`);

/** What the File Daemon said of itself: the text of its answer to `JobId=`, and its plugins. */
export const recordClientAnswer = (clientId: number, uname: ByteString, plugins: ByteString): Statement =>
  repeatable(sql`UPDATE Client SET Uname = ${uname}, Plugins = ${plugins} WHERE ClientId = ${clientId}`);
