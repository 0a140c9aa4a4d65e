/**
 * Who we say we are. Directors read a release from the beginning of it, which decides how they number our messages
 * (specification 01 §10, 02 §2); they keep the rest in the Catalog, where operators see whose daemon a Client runs.
 */
import { readFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import type { ByteString } from '../../../core/index.ts';

/** The release whose protocol this daemon speaks. */
export const RELEASE = '15.0.3';
const RELEASE_DATE = '25Mar25';
const RELEASE_DAY = '25 March 2025';
/** A test compares it with package.json. */
export const VERSION = '0.1.0';

const PLUGINS = 'bpipe(2)';
const MACHINES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

export interface Identity {
  /** Behind `2000 OK Job `: `15.0.3 (25Mar25) x86_64-pc-linux-gnu understudy 0.1.0,debian,12;bpipe(2)`. */
  readonly job: ByteString;
  /** `15.0.3 (25 March 2025)` */
  readonly version: ByteString;
  /** `x86_64-pc-linux-gnu understudy 0.1.0 debian 12` */
  readonly uname: ByteString;
  readonly plugins: ByteString;
}

export function identify(osRelease = readOsRelease()): Identity {
  const machine = `${MACHINES[arch()] ?? arch()}-pc-${platform()}-gnu understudy ${VERSION}`;
  const distribution = plain(fieldOf(osRelease, 'ID') ?? 'unknown');
  const release = plain(fieldOf(osRelease, 'VERSION_ID') ?? 'unknown');
  return {
    job: `${RELEASE} (${RELEASE_DATE}) ${machine},${distribution},${release};${PLUGINS}`,
    version: `${RELEASE} (${RELEASE_DAY})`,
    uname: `${machine} ${distribution} ${release}`,
    plugins: PLUGINS,
  };
}

const fieldOf = (text: string, field: string): string | undefined =>
  new RegExp(`^${field}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1];

/** Commas and semicolons part the fields. */
const plain = (text: string): string => text.replace(/[^A-Za-z0-9._/-]/g, '') || 'unknown';

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'latin1');
  } catch {
    return '';
  }
}
