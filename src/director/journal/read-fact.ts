/** What a fact of a journal says (docs/decisions/0050); attributes, which come by the million, are read elsewhere. */
import { type ByteString, bytesToByteString } from '../../core/index.ts';
import {
  classifyStoragePacket,
  type JobMediaRange,
  type MessageType,
  parseRanges,
  parseShorten,
  type Release,
  type UpdateMedia,
} from '../../protocol/index.ts';

export type FactPacket =
  | { readonly kind: 'message'; readonly type: MessageType; readonly text: ByteString; readonly at: Date }
  | { readonly kind: 'ranges'; readonly ranges: readonly JobMediaRange[] }
  | { readonly kind: 'figures'; readonly request: UpdateMedia }
  | { readonly kind: 'shorten'; readonly lastFile: number }
  | { readonly kind: 'last-word'; readonly job: ByteString }
  | { readonly kind: 'unknown'; readonly text: ByteString };

const RANGES_MAX = 100_000;
/** What a column of the Catalog and a Date both hold. */
const TIME_SEC_MAX = 2 ** 32;

/** Never throws. */
export function readFact(packet: Buffer, release: Release): FactPacket {
  const ranges = parseRanges(packet);
  if (typeof ranges === 'object' && ranges.length <= RANGES_MAX) return { kind: 'ranges', ranges };
  const found = classifyStoragePacket(packet, release);
  switch (found.kind) {
    case 'job-message':
      return { kind: 'message', type: found.type, text: found.text, at: timeOf(found.timeSec) };
    case 'update-media':
      return { kind: 'figures', request: found };
    case 'job-ended':
      return { kind: 'last-word', job: found.job };
    default:
      return readOther(bytesToByteString(packet));
  }
}

const timeOf = (seconds: number): Date => new Date(Math.min(Math.max(0, seconds), TIME_SEC_MAX) * 1000);

function readOther(text: ByteString): FactPacket {
  const lastFile = parseShorten(text);
  return lastFile === undefined ? { kind: 'unknown', text } : { kind: 'shorten', lastFile };
}
