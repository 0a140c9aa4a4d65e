/** Where a managed PostgreSQL lives, as whom it runs, and how others reach it. */
import { join } from 'node:path';
import type { Secret } from '../../../core/index.ts';
import type { Account } from '../embedded-account.ts';
import type { Programs } from '../embedded-programs.ts';
import type { CatalogLogin } from './catalog-roles.ts';
import type { ManagedTls } from './managed-tls.ts';

export interface ManagedPlace {
  /** The member's name: also its slot, and its name in synchronous_standby_names. */
  readonly member: string;
  /** Holds `data`, `socket`, `replication.pass`, and copies of the certificates. */
  readonly directory: string;
  readonly account: Account;
  readonly programs: Programs;
  /** Where it listens for the other members and for Directors. */
  readonly host: string;
  readonly port: number;
  /** Of the role that standbys use; the same on all members. */
  readonly replicationPassword: Secret;
  /** As whom the cluster's Directors come; left out: nobody but standbys logs in over the network. */
  readonly login?: CatalogLogin;
  /** With it nobody comes over the network, and nobody is followed, without TLS. */
  readonly tls?: ManagedTls;
  /** Settings beside or instead of ours, by their PostgreSQL names. */
  readonly settings?: Readonly<Record<string, string>>;
}

export const REPLICATION_ROLE = 'understudy_replication';

/** What managing takes beside running. */
export const MANAGING_PROGRAMS = ['pg_basebackup', 'pg_rewind', 'pg_controldata'] as const;

export const dataOf = ({ directory }: ManagedPlace): string => join(directory, 'data');
export const socketOf = ({ directory }: ManagedPlace): string => join(directory, 'socket');
export const passwordFileOf = ({ directory }: ManagedPlace): string => join(directory, 'replication.pass');
/** PostgreSQL's own copies. */
export const tlsFileOf = ({ directory }: ManagedPlace, what: 'ca' | 'certificate' | 'key'): string =>
  join(directory, `tls-${what}.pem`);
export const programOf = ({ programs }: ManagedPlace, name: string): string => join(programs.directory, name);
