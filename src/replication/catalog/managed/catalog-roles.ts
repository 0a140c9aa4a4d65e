/**
 * Who may log in to a managed PostgreSQL beside its keeper: standbys, and the cluster's Directors, who own the Catalog. Made
 * where they are missing, given the password of today, whenever a PostgreSQL becomes the primary. Passwords are sent as
 * what PostgreSQL stores of them, so that none stands in a log.
 */
import type { Secret } from '../../../core/index.ts';
import { handOverObjects } from './hand-over-objects.ts';
import { REPLICATION_ROLE } from './managed-place.ts';
import type { PostgresSession } from './postgres-session.ts';
import { scramVerifier } from './scram.ts';

/** As whom Directors come, and what they own. */
export interface CatalogLogin {
  readonly user: string;
  readonly password: Secret;
  readonly database: string;
}

export interface RoleOptions {
  readonly replication: Secret;
  readonly login: CatalogLogin | undefined;
  /** Another session of the superuser, in this database. */
  readonly openDatabase: (name: string) => Promise<PostgresSession>;
}

export async function admitRoles(
  session: PostgresSession,
  { replication, login, openDatabase }: RoleOptions,
): Promise<void> {
  // No standby follows a primary that is just being made: a commit here must not wait for one.
  await session.ask(WITHOUT_WAITING);
  try {
    const isNew = await setPassword(session, REPLICATION_ROLE, 'LOGIN REPLICATION', replication);
    if (isNew) await session.ask(REWINDING);
    if (login !== undefined) await admitDirectors(session, login, openDatabase);
  } finally {
    await session.ask('RESET synchronous_commit');
  }
}

const WITHOUT_WAITING = 'SET synchronous_commit TO local';

/** What pg_rewind reads of its source (PostgreSQL documentation: pg_rewind). */
const REWINDING = `
  GRANT EXECUTE ON FUNCTION pg_ls_dir(text, boolean, boolean), pg_stat_file(text, boolean), pg_read_binary_file(text),
    pg_read_binary_file(text, bigint, bigint, boolean) TO ${REPLICATION_ROLE}`;

async function admitDirectors(
  session: PostgresSession,
  { user, password, database }: CatalogLogin,
  openDatabase: RoleOptions['openDatabase'],
): Promise<void> {
  await setPassword(session, user, 'LOGIN', password);
  const [owner, name] = [identifier(user), identifier(database)];
  // How far standbys are is shown to those alone who may watch.
  const [watches] = await session.ask(
    `SELECT FROM pg_roles WHERE pg_has_role(${literal(user)}, oid, 'member') AND rolname = 'pg_monitor'`,
  );
  if (watches === undefined) await session.ask(`GRANT pg_monitor TO ${owner}`);
  const [found] = await session.ask(
    `SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = ${literal(database)}`,
  );
  // File names are bytes (specification 06 §1).
  const bytes = "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0";
  if (found === undefined) await session.ask(`CREATE DATABASE ${name} OWNER ${owner} ${bytes}`);
  else if (found.owner !== user) {
    await using inside = await openDatabase(database);
    await inside.ask(WITHOUT_WAITING);
    await inside.ask(handOverObjects(literal(owner)));
    // Last: as long as it is another's, a crash in between has it done again.
    await session.ask(`ALTER DATABASE ${name} OWNER TO ${owner}`);
  }
}

/** Nothing is written where it is the password already: a promotion is waited for. @returns whether the role is new */
async function setPassword(session: PostgresSession, role: string, rights: string, password: Secret): Promise<boolean> {
  const [found] = await session.ask(`SELECT rolpassword AS kept FROM pg_authid WHERE rolname = ${literal(role)}`);
  const salt = /^SCRAM-SHA-256\$4096:([^$]+)\$/.exec(String(found?.kept))?.[1];
  const kept = salt !== undefined && found?.kept === scramVerifier(password.reveal(), Buffer.from(salt, 'base64'));
  if (found !== undefined && kept) return false;
  const verb = found === undefined ? 'CREATE' : 'ALTER';
  await session.ask(`${verb} ROLE ${identifier(role)} ${rights} PASSWORD '${scramVerifier(password.reveal())}'`);
  return found === undefined;
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
