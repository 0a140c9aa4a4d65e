/** One connection to PostgreSQL: how it is opened, set up as genuine Directors do (06 §1), and how a statement runs on it. */
import type pg from 'pg';
import { AppError, withDeadline } from '../core/index.ts';
import { BytesClient } from './bytes-client.ts';
import type { CatalogOptions } from './catalog.ts';
import { CatalogBytesError } from './errors.ts';
import { connectError, statementError } from './failure.ts';
import type { Statement } from './sql.ts';
import { encodeValue } from './values.ts';

const PORT = 5432;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 300_000;
/** The server gives up first; this is for one that does not answer at all. */
const SILENCE_MS = 15_000;

/** What every part of the room needs to know about the connection settings. */
export interface Settings {
  readonly where: string;
  readonly client: pg.ClientConfig;
  readonly statementTimeoutMs: number;
}

export function settingsOf(options: CatalogOptions): Settings {
  const { host, port = PORT, database, user, password } = options;
  return {
    where: `"${database}" at ${host.startsWith('/') ? host : `${host}:${port}`}`,
    statementTimeoutMs: options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    client: {
      host,
      port,
      database,
      user,
      // Never undefined: pg would go and look for one in the environment and in files.
      password: password?.reveal() ?? '',
      ssl: false,
      application_name: options.applicationName ?? 'understudy',
      connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    },
  };
}

/** `ä` in UTF-8: two bytes, so two characters here. */
const PROBE = '\xc3\xa4';

// The schema by name: a role that is called as our own schema would otherwise find that one first.
const SETUP = `
  SET search_path TO public;
  SET datestyle TO 'ISO, YMD'; SET client_encoding TO 'SQL_ASCII'; SET standard_conforming_strings TO on;
  SET cursor_tuple_fraction TO 1; SET client_min_messages TO WARNING; SET bytea_output TO hex;
  SET statement_timeout TO `;

/** Settings of every session. The probe fails where text would arrive as anything but bytes. */
export async function prepareSession(client: pg.ClientBase, statementTimeoutMs: number): Promise<void> {
  const text = `${SETUP}${statementTimeoutMs}; SELECT convert_from('\\xc3a4'::bytea, 'SQL_ASCII') AS probe`;
  const results = (await client.query(text)) as unknown as pg.QueryResult[];
  const probe: unknown = results.at(-1)?.rows[0]?.probe;
  if (probe !== PROBE) throw new CatalogBytesError(String(probe));
}

/** A connection of its own, ready for use. */
export async function openClient(settings: Settings): Promise<BytesClient> {
  const client = new BytesClient(settings.client);
  // Without a listener a connection that breaks while idle would end the process; the next statement reports it.
  client.on('error', () => {});
  try {
    await client.connect();
    await prepareSession(client, settings.statementTimeoutMs);
    return client;
  } catch (error) {
    client.end().catch(() => {});
    throw error instanceof CatalogBytesError ? error : connectError(settings.where, error);
  }
}

export interface RunContext {
  readonly settings: Settings;
  /** The database stores nothing but UTF-8. */
  readonly utf8: boolean;
}

/** Runs one statement; what goes wrong comes out as one of our errors, with pg's as its cause. */
export async function runStatement<Row>(
  client: pg.ClientBase,
  statement: Statement<Row>,
  { settings, utf8 }: RunContext,
): Promise<{ rows: Row[]; rowCount: number }> {
  const values = statement.values.map((value) => encodeValue(value, utf8));
  const limitMs = settings.statementTimeoutMs + SILENCE_MS;
  const silent = () => statementError(statement.text, new Error(`no answer for ${limitMs} ms`));
  try {
    const result = await withDeadline(client.query({ text: statement.text, values }), limitMs, silent);
    return { rows: result.rows as Row[], rowCount: result.rowCount ?? 0 };
  } catch (error) {
    throw error instanceof AppError ? error : statementError(statement.text, error);
  }
}
