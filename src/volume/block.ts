/** One block of a Volume, whole and verified (05 §2), or what is wrong with it. Never copies. */
import type { ByteString } from '../core/index.ts';
import { checksumHolds } from './block-checksum.ts';
import { BLOCK_HEADER_BYTES_MAX, type BlockHeader, decodeBlockHeader } from './block-header.ts';
import type { DamageKind, VolumeDamage } from './damage.ts';

export interface Block {
  readonly header: BlockHeader;
  /** Of its first byte on the Volume. */
  readonly address: number;
  /** The whole block, header included: a view into the reader's buffer, which is used again (see `readVolume`). */
  readonly data: Buffer;
}

/** Where bytes were taken from, for blocks and for what is wrong with them. */
export interface BlockPlace {
  readonly volume: ByteString;
  /** Of `offset` in the bytes. */
  readonly address: number;
  /** False on a device with `Block Checksum = no`. */
  readonly checksums: boolean;
}

export type DecodedBlock =
  | { readonly block: Block }
  | { readonly damage: VolumeDamage; readonly header?: BlockHeader }
  /** The block, or at least its header, ends behind these bytes: come back with as many. */
  | { readonly needBytes: number };

export function decodeBlock(bytes: Buffer, offset: number, place: BlockPlace): DecodedBlock {
  const here = bytes.length - offset;
  if (here < BLOCK_HEADER_BYTES_MAX) return decodeShort(bytes, offset, place);
  const header = decodeBlockHeader(bytes, offset);
  if (header === 'not-a-block') return { damage: damageAt(place, header, 'no block begins here') };
  if (header === 'block-length') {
    const length = bytes.readUInt32BE(offset + 4);
    return { damage: damageAt(place, header, `a block cannot have ${length} bytes`) };
  }
  if (here < header.bytes) return { needBytes: header.bytes };
  return decodeWhole(bytes.subarray(offset, offset + header.bytes), header, place);
}

/** Fewer bytes than the longest header has: still a block where its version has a shorter one and it is empty. */
function decodeShort(bytes: Buffer, offset: number, place: BlockPlace): DecodedBlock {
  const padded = Buffer.alloc(BLOCK_HEADER_BYTES_MAX);
  const here = bytes.copy(padded, 0, offset);
  const header = decodeBlockHeader(padded, 0);
  if (typeof header === 'string' || header.bytes > here) return { needBytes: BLOCK_HEADER_BYTES_MAX };
  return decodeWhole(bytes.subarray(offset, offset + header.bytes), header, place);
}

function decodeWhole(data: Buffer, header: BlockHeader, place: BlockPlace): DecodedBlock {
  if (place.checksums && !checksumHolds(data, header.version)) {
    return { damage: damageAt(place, 'checksum', `wrong checksum of its ${header.bytes} bytes`, header) };
  }
  if (header.encrypted) return { damage: damageAt(place, 'encrypted', 'the block is encrypted', header), header };
  return { block: { header, address: place.address, data } };
}

export const damageAt = (
  place: Pick<BlockPlace, 'volume' | 'address'>,
  kind: DamageKind,
  found: string,
  header?: BlockHeader,
): VolumeDamage => ({
  kind,
  volume: place.volume,
  address: place.address,
  ...(header === undefined
    ? {}
    : {
        number: header.number,
        sessionId: header.sessionId,
        sessionTime: header.sessionTime,
        claimedBytes: header.bytes,
      }),
  found,
});
