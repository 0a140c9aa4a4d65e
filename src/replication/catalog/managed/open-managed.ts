/** A managed PostgreSQL from what its administrator says: its folder, its programs, the system user it runs as. */
import { chown, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Secret } from '../../../core/index.ts';
import { type Account, accountFor } from '../embedded-account.ts';
import { checkPlace } from '../embedded-place.ts';
import { findPrograms, majorOf } from '../embedded-programs.ts';
import type { CatalogLogin } from './catalog-roles.ts';
import { MANAGING_PROGRAMS } from './managed-place.ts';
import { ManagedPostgres } from './managed-postgres.ts';
import { ManagedTls, type ManagedTlsPaths } from './managed-tls.ts';

export interface ManagedOptions {
  /** Of the member; no other one has it. */
  readonly member: string;
  /** Holds `data`, `socket`, perhaps `programs`, and nothing else; created where it is missing. */
  readonly directory: string;
  /** Where PostgreSQL's programs are; else they are looked for in the usual places, then in an npm package. */
  readonly programDirectory?: string;
  /** Where it listens for the other members and for Directors. */
  readonly host: string;
  readonly port: number;
  readonly replicationPassword: Secret;
  readonly login: CatalogLogin;
  /** Files, in PEM. */
  readonly tls?: ManagedTlsPaths;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Finds out whether it could run there, and starts nothing. */
export async function openManagedPostgres(options: ManagedOptions): Promise<ManagedPostgres> {
  const { directory, programDirectory, tls, ...place } = options;
  const data = join(directory, 'data');
  const account = await accountFor(undefined, data);
  await checkPlace(directory, join(directory, 'socket'), account);
  await own(directory, account);
  const programs = await findPrograms({
    given: programDirectory,
    wanted: await majorOf(data),
    copies: join(directory, 'programs'),
    account,
    needed: MANAGING_PROGRAMS,
  });
  return new ManagedPostgres({
    ...{ ...place, directory, account, programs },
    ...(tls !== undefined && { tls: ManagedTls.open(tls) }),
  });
}

async function own(directory: string, { uid, gid }: Account): Promise<void> {
  await mkdir(dirname(directory), { recursive: true }); // open to all: PostgreSQL's user must get through
  const created = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (created !== undefined && uid !== undefined) await chown(directory, uid, gid ?? uid);
}
