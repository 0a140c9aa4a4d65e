/** What `understudy init` is about to write: names, ports, places and fresh secrets, from which every file follows. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { Secret } from '../../core/index.ts';
import { UsageError } from '../errors.ts';

export interface InitRequest {
  readonly directory: string;
  /** Begins the names of the three daemons; left out: this machine's name. */
  readonly name?: string | undefined;
  /** The Director's port; Client and Storage take the next two. */
  readonly portBase?: number | undefined;
  /** Files and folders to save. */
  readonly backup: readonly string[];
}

export interface Plan {
  /** Absolute, as are all paths here. */
  readonly directory: string;
  readonly name: string;
  readonly ports: { readonly director: number; readonly client: number; readonly storage: number };
  readonly backup: readonly string[];
  readonly places: Places;
  readonly secrets: { readonly console: Secret; readonly client: Secret; readonly storage: Secret };
}

export interface Places {
  readonly configuration: string;
  /** State of the daemons. */
  readonly working: string;
  readonly volumes: string;
  readonly restores: string;
  /** PostgreSQL's. */
  readonly catalog: string;
  readonly log: string;
  /** Socket of the Director's interface. */
  readonly socket: string;
}

export const JOB = 'BackupClient1';
export const RESTORE_JOB = 'RestoreFiles';

const PORT_BASE = 9101;
const NAME_BYTES_MAX = 100; // of Bacula's 127, with room for what is added
/** Genuine daemons hand their paths to a shell, which would read more into other characters. */
const PLAIN_PATH = /^[\w./+@%,:=\x80-\u{10ffff}-]+$/u;

export function makePlan(request: InitRequest): Plan {
  const { portBase = PORT_BASE } = request;
  const directory = resolve(request.directory);
  if (!PLAIN_PATH.test(directory)) {
    throw new UsageError(`${directory}: blanks, quotes and characters of the shell cannot stand in this path`, 'init');
  }
  if (portBase < 1 || portBase > 65_533) throw new UsageError(`--port-base ${portBase} is none of 1 to 65533`, 'init');
  return {
    directory,
    name: checkName(request.name ?? machineName()),
    ports: { director: portBase, client: portBase + 1, storage: portBase + 2 },
    backup: request.backup.map(checkBackup),
    places: {
      configuration: join(directory, 'etc'),
      working: join(directory, 'working'),
      volumes: join(directory, 'volumes'),
      restores: join(directory, 'restores'),
      catalog: join(directory, 'catalog'),
      log: join(directory, 'log'),
      socket: join(directory, 'api.socket'),
    },
    secrets: { console: freshSecret(), client: freshSecret(), storage: freshSecret() },
  };
}

function checkName(name: string): string {
  if (/^[A-Za-z0-9][\w.-]*$/.test(name) && name.length <= NAME_BYTES_MAX) return name;
  throw new UsageError(`--name "${name}": letters, digits and . - _ only, ${NAME_BYTES_MAX} at most`, 'init');
}

/** The first part of the host name, or as much of it as a name may hold. */
const machineName = (): string =>
  (hostname().split('.')[0] ?? '')
    .replaceAll(/[^\w-]/g, '')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 60) || 'backup';

function checkBackup(path: string): string {
  if (/[\x00-\x1f]/.test(path)) throw new UsageError('--backup: a newline or tab cannot stand in the file', 'init');
  return resolve(path);
}

/** 240 bits, in letters that need no escape anywhere. */
const freshSecret = (): Secret => new Secret(randomBytes(30).toString('base64url'));
