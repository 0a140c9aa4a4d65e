/** Why a daemon could not be reached or would not talk; a wrong password is always told from network trouble. */
import { AppError, type ByteString, displayText } from '../core/index.ts';
import { formatSeconds } from './errors.ts';

export class ConnectRefusedError extends AppError {
  readonly code = 'WIRE_CONNECT_REFUSED';
  override readonly retryable = true;
  override readonly hint = 'Nothing listens there: is the daemon running, and is this its port?';

  constructor(peer: string, options?: ErrorOptions) {
    super(`${peer} refused the connection`, options);
  }
}

export class HostNotFoundError extends AppError {
  readonly code = 'WIRE_HOST_NOT_FOUND';
  override readonly retryable = true;
  override readonly hint = 'Check the spelling of the address and the name service of this machine';

  constructor(host: string, options?: ErrorOptions) {
    super(`No address found for host "${host}"`, options);
  }
}

export class ConnectTimeoutError extends AppError {
  readonly code = 'WIRE_CONNECT_TIMEOUT';
  override readonly retryable = true;
  override readonly hint = 'The machine is down, or a firewall swallows the packets';

  constructor(peer: string, ms: number, options?: ErrorOptions) {
    super(`No connection with ${peer} within ${formatSeconds(ms)}`, options);
  }
}

export class HostUnreachableError extends AppError {
  readonly code = 'WIRE_HOST_UNREACHABLE';
  override readonly retryable = true;
  override readonly hint = 'Check the network between the two machines';

  constructor(peer: string, found: string, options?: ErrorOptions) {
    super(`${peer} cannot be reached: ${found}`, options);
  }
}

export class NotBaculaError extends AppError {
  readonly code = 'WIRE_NOT_BACULA';
  override readonly hint = 'Check the address and the port; another program answers there';

  constructor(peer: string, found: string, options?: ErrorOptions) {
    super(`${peer} does not speak Bacula: ${found}`, options);
  }
}

/** Closed before a word was said: genuine daemons do so, after 5 s, to a Hello that they cannot use. */
export class HelloIgnoredError extends AppError {
  readonly code = 'WIRE_HELLO_IGNORED';
  override readonly hint =
    'The other end knows no such caller, is another kind of daemon, or turns this address away; its log tells which';

  constructor(peer: string, options?: ErrorOptions) {
    super(`${peer} closed the connection without answering the Hello`, options);
  }
}

/** The peer said no, in words that we do not know. */
export class HelloRefusedError extends AppError {
  readonly code = 'WIRE_HELLO_REFUSED';
  override readonly hint = 'The words are those of the other end; its log may tell more';

  constructor(peer: string, words: ByteString) {
    super(`${peer} refused the Hello: ${quote(words)}`);
  }
}

export class UnknownDirectorError extends AppError {
  readonly code = 'WIRE_UNKNOWN_DIRECTOR';
  override readonly hint = 'The daemon needs a Director resource of this name; compare the names on both sides';

  constructor(peer: string, director: ByteString) {
    super(`${peer} knows no Director named "${displayText(director)}"`);
  }
}

/** The peer did not accept our proof of the password. */
export class WrongPasswordError extends AppError {
  readonly code = 'WIRE_WRONG_PASSWORD';
  override readonly hint = 'The password in the resource on this side differs from the one at the other end';

  constructor(peer: string, how: string, options?: ErrorOptions) {
    super(`${peer} has another password than we: ${how}`, options);
  }
}

/** A caller that is not let in: said to the log of the accepting side only. */
export class CallerRefusedError extends AppError {
  readonly code = 'WIRE_CALLER_REFUSED';
  override readonly hint = 'A program with another configuration, a port scan, or an intruder';

  constructor(peer: string, why: string) {
    super(`Caller ${peer} was not let in: ${why}`);
  }
}

const QUOTED_CHARACTERS_MAX = 300;
/** A peer's words inside ours: one line, bounded. */
export const quote = (words: ByteString): string =>
  `"${displayText(words.slice(0, QUOTED_CHARACTERS_MAX).replace(/[\s\x00]+$/, ''))}"`;
