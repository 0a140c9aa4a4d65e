/** What can go wrong on the way to another machine (docs/errors.md). */
import { AppError } from '../../../core/index.ts';

export class SshUnreachableError extends AppError {
  readonly code = 'SSH_UNREACHABLE';
  override readonly retryable = true;
  override readonly hint = 'Is the machine up, and does sshd listen there?';

  constructor(where: string, cause: unknown) {
    super(`No SSH server answers at ${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

export class SshHostKeyError extends AppError {
  readonly code = 'SSH_HOST_KEY';
  override readonly hint: string;

  constructor(where: string, verdict: 'unknown' | 'changed' | 'revoked', details: { key: string; file: string }) {
    super(`${where} ${WORDS[verdict]} (${details.key})`);
    this.hint =
      verdict === 'unknown'
        ? `Compare it with ssh-keygen -lf /etc/ssh/ssh_host_*.pub there, then add the line of ssh-keyscan to ${details.file}`
        : `Somebody may stand in between: find out why before you touch ${details.file}`;
  }
}

const WORDS = {
  unknown: 'shows a host key that nobody has vouched for',
  changed: 'shows another host key than the known one',
  revoked: 'shows a host key that is revoked',
} as const;

export class SshLoginError extends AppError {
  readonly code = 'SSH_LOGIN';
  override readonly hint =
    'Put the public key into authorized_keys of that user there; sshd tells its reasons in its log';

  constructor(user: string, where: string) {
    super(`${where} does not let ${user} in with the keys that were shown`);
  }
}

export class SshKeyFileError extends AppError {
  readonly code = 'SSH_KEY_FILE';
  override readonly hint: string;

  constructor(file: string, reason: string, hint = 'Correct Ssh Key File, or the rights of the file') {
    super(`The key file ${file} cannot be used: ${reason}`);
    this.hint = hint;
  }
}

export class SshKnownHostsError extends AppError {
  readonly code = 'SSH_KNOWN_HOSTS';
  override readonly hint = 'Correct Ssh Known Hosts File of the Replication resource; ssh-keyscan writes such files';

  constructor(file: string, cause: unknown) {
    super(`The known hosts in ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

export class SshLostError extends AppError {
  readonly code = 'SSH_LOST';
  override readonly retryable = true;
  override readonly hint = 'See whether that machine is still there; what was begun is whole there, or absent';

  constructor(where: string, what: string) {
    super(`The connection to ${where} was lost: ${what}`);
  }
}

/** A command of the configuration that ended badly over there. */
export class SshCommandError extends AppError {
  readonly code = 'SSH_COMMAND';
  override readonly hint = 'Run it there by hand; its words are the last ones here';

  constructor(where: string, command: string, found: string) {
    super(`"${command}" on ${where}: ${found}`);
  }
}
