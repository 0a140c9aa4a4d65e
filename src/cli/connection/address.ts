/** Where the Director listens: flags before environment before the usual places. Pure but for the usual places. */
import { existsSync, readFileSync } from 'node:fs';
import { Secret } from '../../core/index.ts';
import { UnreadableFileError, UsageError } from '../errors.ts';

export type Address =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'url'; readonly url: URL; readonly token: Secret | undefined };

export interface AddressFlags {
  readonly socket?: string | undefined;
  readonly url?: string | undefined;
  readonly 'token-file'?: string | undefined;
}
export type Environment = Readonly<Record<string, string | undefined>>;

/** The first that exists is taken; where none does, the first is named in the error. */
export const USUAL_SOCKETS = [
  '/run/understudy/api.socket',
  '/var/lib/bacula/api.socket',
  '/opt/bacula/working/api.socket',
];

export function findAddress(
  flags: AddressFlags,
  environment: Environment,
  exists: (path: string) => boolean = existsSync,
): Address {
  if (flags.socket !== undefined && flags.url !== undefined) {
    throw new UsageError('--socket and --url say two different things');
  }
  if (flags.socket !== undefined) return { kind: 'socket', path: flags.socket };
  if (flags.url !== undefined) return urlAddress(flags.url, flags, environment);
  if (environment.UNDERSTUDY_SOCKET) return { kind: 'socket', path: environment.UNDERSTUDY_SOCKET };
  if (environment.UNDERSTUDY_URL) return urlAddress(environment.UNDERSTUDY_URL, flags, environment);
  const path = USUAL_SOCKETS.find(exists) ?? USUAL_SOCKETS[0] ?? '';
  return { kind: 'socket', path };
}

function urlAddress(text: string, flags: AddressFlags, environment: Environment): Address {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new UsageError(`${text} is no http address`);
  // It would stand in the list of processes and in shell histories.
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('The address carries a password; use --token-file or UNDERSTUDY_TOKEN');
  }
  return { kind: 'url', url, token: readToken(flags['token-file'] ?? environment.UNDERSTUDY_TOKEN_FILE, environment) };
}

function readToken(file: string | undefined, environment: Environment): Secret | undefined {
  if (file === undefined) return environment.UNDERSTUDY_TOKEN ? new Secret(environment.UNDERSTUDY_TOKEN) : undefined;
  try {
    return new Secret(readFileSync(file, 'utf8').split('\n')[0]?.trim() ?? '');
  } catch (error) {
    throw new UnreadableFileError('token', file, error);
  }
}

export const addressText = (address: Address): string =>
  address.kind === 'socket' ? address.path : address.url.origin;
