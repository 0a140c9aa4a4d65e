/** What stands at the beginning of a file that bears a Volume's name (page 05 §4.1). */
import { type ByteString, displayText } from '../../../../core/index.ts';
import {
  type Block,
  decodeBlock,
  decodeVolumeLabel,
  foreignLabel,
  LABEL_KIND,
  type VolumeLabel,
} from '../../../../volume/index.ts';
import type { VolumeFile } from '../../device/index.ts';

export type FoundLabel =
  | { readonly kind: 'empty' }
  /** A label that was being written when the machine stopped, and nothing behind it. */
  | { readonly kind: 'unfinished' }
  /** No label of a plain Volume; the words say what is there. */
  | { readonly kind: 'foreign'; readonly why: string }
  | {
      readonly kind: 'label';
      readonly label: VolumeLabel;
      /** Freshly labelled: no Job has written. */
      readonly preLabel: boolean;
      /** Where the first block behind it begins. */
      readonly end: number;
    };

// Header, record header and 2048 bytes of label, with room to spare.
const LABEL_BLOCK_BYTES_MAX = 4096;
const RECORD_HEADER_BYTES = 12;
/** Of the blocks that we write, and where it stands. */
const ID = Buffer.from('BB02', 'latin1');
const ID_OFFSET = 12;
const LENGTH_OFFSET = 4;
const NO_LABEL = 'it does not begin with a label';

export async function readLabel(file: VolumeFile, volume: ByteString): Promise<FoundLabel> {
  const buffer = Buffer.alloc(LABEL_BLOCK_BYTES_MAX);
  const bytes = await file.readAt(buffer, 0);
  if (bytes === 0) return { kind: 'empty' };
  const decoded = decodeBlock(buffer.subarray(0, bytes), 0, { volume, address: 0, checksums: true });
  if ('block' in decoded) return labelOf(decoded.block);
  if (bytes < LABEL_BLOCK_BYTES_MAX && isRemnant(buffer.subarray(0, bytes))) return { kind: 'unfinished' };
  return { kind: 'foreign', why: 'damage' in decoded ? decoded.damage.found : NO_LABEL };
}

/** Zeros, or one block of ours and nothing behind it: no file of anybody else looks like that. */
function isRemnant(bytes: Buffer): boolean {
  if (bytes.every((byte) => byte === 0)) return true;
  const isBlock = bytes.subarray(ID_OFFSET, ID_OFFSET + ID.length).equals(ID);
  return isBlock && bytes.readUInt32BE(LENGTH_OFFSET) >= bytes.length;
}

function labelOf({ data, header }: Block): FoundLabel {
  const start = header.headerBytes + RECORD_HEADER_BYTES;
  const fileIndex = start <= data.length ? data.readInt32BE(header.headerBytes) : 0;
  const preLabel = fileIndex === LABEL_KIND.preLabel;
  if (!preLabel && fileIndex !== LABEL_KIND.volume) return { kind: 'foreign', why: NO_LABEL };
  const label = decodeVolumeLabel(data.subarray(start), header.version);
  const why = foreignLabel(label.id, label.labelVersion);
  return why === undefined ? { kind: 'label', label, preLabel, end: header.bytes } : { kind: 'foreign', why };
}

/** Why a file does not serve as the Volume; undefined where it does. */
export function wrongLabel(found: FoundLabel, volume: ByteString): string | undefined {
  if (found.kind === 'empty') return 'it has no label';
  if (found.kind === 'unfinished') return 'its label was never finished';
  if (found.kind === 'foreign') return found.why;
  return found.label.volume === volume ? undefined : `its label says Volume "${displayText(found.label.volume)}"`;
}
