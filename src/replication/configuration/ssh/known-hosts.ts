/**
 * Which key a host must show, by a known_hosts file as OpenSSH writes it: plain and hashed names, ports, patterns, revoked
 * keys. Pure. A host without a line is unknown: nothing is ever trusted because it was seen first.
 */
import { createHash, createHmac } from 'node:crypto';

export type HostVerdict = 'known' | 'unknown' | 'changed' | 'revoked';

interface KnownHost {
  readonly revoked: boolean;
  readonly matches: (host: string) => boolean;
  readonly type: string;
  readonly key: string;
}

const LINES_MAX = 100_000;
const MARKERS: readonly string[] = ['@revoked', '@cert-authority'];

export class KnownHosts {
  readonly #hosts: readonly KnownHost[];

  constructor(text: string) {
    this.#hosts = text.split('\n').slice(0, LINES_MAX).flatMap(parseLine);
  }

  /** `key`: as it came on the wire. */
  verdict(host: string, port: number, key: Buffer): HostVerdict {
    const shown = key.toString('base64');
    const lines = this.#of(host, port);
    const same = lines.filter((line) => line.key === shown);
    if (same.some(({ revoked }) => revoked)) return 'revoked';
    if (same.length > 0) return 'known';
    return lines.some(({ revoked }) => !revoked) ? 'changed' : 'unknown';
  }

  /** Types of the keys that are known of it: the host is asked for one of these. */
  typesOf(host: string, port: number): readonly string[] {
    return [...new Set(this.#of(host, port).flatMap(({ revoked, type }) => (revoked ? [] : [type])))];
  }

  #of(host: string, port: number): readonly KnownHost[] {
    const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
    return this.#hosts.filter(({ matches }) => matches(name));
  }
}

/** As `ssh-keygen -l` shows it. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

function parseLine(line: string): KnownHost[] {
  const words = line.trim().split(/\s+/);
  const marker = MARKERS.includes(words[0] ?? '') ? words.shift() : undefined;
  const [names = '', type = '', key = ''] = words;
  // Certificates of hosts are not read: their authority's line says nothing of a plain key.
  if (names.startsWith('#') || key === '' || marker === '@cert-authority') return [];
  return [{ revoked: marker === '@revoked', type, key, matches: matcherOf(names) }];
}

function matcherOf(names: string): (host: string) => boolean {
  if (names.startsWith('|1|')) return hashedMatcher(names);
  const patterns = names.toLowerCase().split(',');
  return (host) => {
    if (patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1), host))) return false;
    return patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern, host));
  };
}

function hashedMatcher(names: string): (host: string) => boolean {
  const [, , salt = '', hash = ''] = names.split('|');
  return (host) => createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest('base64') === hash;
}

/** `*` and `?` stand for what they do in a shell; each `*` is tried once, so no pattern takes long. */
function fits(pattern: string, text: string): boolean {
  let [at, star, mark] = [0, -1, 0];
  for (let i = 0; i < text.length; ) {
    if (pattern[at] === '*') [star, mark] = [at++, i];
    else if (pattern[at] === '?' || pattern[at] === text[i]) [at, i] = [at + 1, i + 1];
    else if (star >= 0) [at, i] = [star + 1, ++mark];
    else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
