/**
 * Writes a bootstrap file in the order in which genuine Directors write it (page 03 §9); each item is one line, and one
 * packet towards a Storage Daemon. Read by bacula-sd, bextract -b, bls -b.
 */
import type { ByteString } from '../core/index.ts';
import type { BootstrapPart, Range } from './bootstrap.ts';
import { BootstrapTextError } from './errors.ts';

/** One line after another, each ended by a newline. Throws BootstrapTextError. */
export function* formatBootstrap(parts: Iterable<BootstrapPart>): Generator<ByteString> {
  for (const part of parts) yield* formatPart(part);
}

function* formatPart(part: BootstrapPart): Generator<ByteString> {
  if (part.storage !== undefined) yield text('Storage', part.storage);
  yield text('Volume', part.volumes.join('|'));
  if (part.mediaType !== undefined) yield text('MediaType', part.mediaType);
  if (part.fileRegex !== undefined) yield text('FileRegex', part.fileRegex);
  if (part.device !== undefined) yield text('Device', part.device);
  if (part.slot !== undefined && part.slot > 0) yield `Slot=${part.slot}\n`;
  if (part.sessionIds.length > 0) yield `VolSessionId=${list(part.sessionIds)}\n`;
  if (part.sessionTimes.length > 0) yield `VolSessionTime=${list(part.sessionTimes)}\n`;
  for (const { first, last } of part.addresses) yield `VolAddr=${first}-${last}\n`;
  for (const job of part.jobs) yield text('Job', job);
  if (part.jobIds.length > 0) yield `JobId=${list(part.jobIds)}\n`;
  for (const client of part.clients) yield text('Client', client);
  if (part.jobType !== undefined) yield `JobType=${part.jobType}\n`;
  if (part.jobLevel !== undefined) yield `JobLevel=${part.jobLevel}\n`;
  for (const range of part.fileIndexes) yield `FileIndex=${one(range)}\n`;
  if (part.streams.length > 0) yield `Stream=${list(part.streams)}\n`;
  if (part.count !== undefined && part.count > 0) yield `Count=${part.count}\n`;
}

const one = ({ first, last }: Range): string => (first === last ? `${first}` : `${first}-${last}`);
const list = (ranges: readonly Range[]): string => ranges.map(one).join(',');

function text(keyword: string, value: ByteString): ByteString {
  if (/["\n\0]/.test(value)) throw new BootstrapTextError(keyword, value);
  return `${keyword}="${value}"\n`;
}
