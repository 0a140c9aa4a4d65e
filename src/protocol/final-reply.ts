/** The line that ends a Hello exchange well; from here on both sides talk freely (specification 01-wire §4). */
import type { ByteString } from '../core/index.ts';
import { extension, extensionOf } from './hello.ts';

export const formatClientReply = (version: number): ByteString => `2000 OK Hello ${version}\n`;
/** `known`: our own extension, said only to a Director that said it first. */
export const formatStorageReply = (version: number, known?: number): ByteString =>
  `3000 OK Hello ${version}${extension(known)}\n`;

/** `release` as people read it: `15.0.3 (25 March 2025)`. A console shows the whole line. */
export const formatDirectorReply = (version: number, director: ByteString, release: ByteString): ByteString =>
  `1000 OK: ${version} ${director} Version: ${release}\n`;

/** The version said, 0 where a very old daemon says none; undefined: the reply is something else. */
export const parseClientReply = (text: ByteString): number | undefined =>
  parse(/^2000 +OK +Hello(?: +(\d{1,9}))?/, text);
export const parseStorageReply = (text: ByteString): number | undefined =>
  parse(/^3000 +OK +Hello(?: +(\d{1,9}))?/, text);

export interface StorageGreeting {
  readonly version: number;
  /** Undefined: a genuine Storage Daemon, or one that was not asked. */
  readonly extension: number | undefined;
}

export function parseStorageGreeting(text: ByteString): StorageGreeting | undefined {
  const version = parseStorageReply(text);
  return version === undefined ? undefined : { version, extension: extensionOf(text) };
}
export const parseDirectorReply = (text: ByteString): number | undefined => parse(/^1000 +OK:(?: +(\d{1,9}))?/, text);

function parse(pattern: RegExp, text: ByteString): number | undefined {
  const match = pattern.exec(text);
  return match === null ? undefined : Number(match[1] ?? 0);
}
