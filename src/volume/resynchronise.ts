/**
 * Finds the next whole block behind one that is damaged (05 §2.2). The damaged block's own length is believed first:
 * a backup may hold whole blocks of other Volumes as data, and those are none of this one's.
 */
import { type BlockPlace, decodeBlock } from './block.ts';
import { BLOCK_HEADER_BYTES_MAX, decodeBlockHeader } from './block-header.ts';
import { RECORD_BYTES_LIMIT, RECORD_HEADER_BYTES } from './record.ts';
import type { VolumeWindow } from './volume-window.ts';

const ID_START = 'BB0';
const ID_OFFSET = 12;
/** A header of which no more is there has not shown its ID yet. */
const BYTES_WITHOUT_ID = ID_OFFSET + ID_START.length - 1;
const SEARCH_BYTES = 256 * 1024;
const LOWEST_FILE_INDEX = -8;
/** Data that is full of false headers must not cost a checksum of 20 MB for each of them. */
const WASTE_BYTES_FREE = 64 * 1024 * 1024;
const WASTE_FACTOR = 8;

/** Moves the window from a damaged block to the next whole one; false: to the Volume's end, there is none. */
export async function moveToNextBlock(
  window: VolumeWindow,
  place: BlockPlace,
  claimedBytes?: number,
): Promise<boolean> {
  if (claimedBytes !== undefined && (await window.grow(claimedBytes + 1))) {
    if (await isWhole(window, claimedBytes, place)) {
      window.skip(claimedBytes);
      return true;
    }
  } else if (claimedBytes !== undefined && window.bytesHere === claimedBytes) {
    window.skip(claimedBytes);
    return false;
  }
  return await search(window, place);
}

async function search(window: VolumeWindow, place: BlockPlace): Promise<boolean> {
  const start = window.address;
  let wasted = 0;
  window.skip(1);
  while (await moveToId(window)) {
    const claimed = plausibleBytes(window);
    const allowed = WASTE_BYTES_FREE + WASTE_FACTOR * (window.address - start);
    if (claimed !== undefined && wasted + claimed <= allowed) {
      if (await isWhole(window, 0, place)) return true;
      wasted += claimed;
    }
    window.skip(1);
  }
  window.skip(window.bytesHere);
  return false;
}

/** To the next bytes that could be a header's, which are then there as a whole. */
async function moveToId(window: VolumeWindow): Promise<boolean> {
  for (;;) {
    const found = window.data.indexOf(ID_START, window.offset + ID_OFFSET, 'latin1');
    if (found >= 0) {
      window.skip(found - ID_OFFSET - window.offset);
      return await window.grow(BLOCK_HEADER_BYTES_MAX);
    }
    window.skip(Math.max(0, window.bytesHere - BYTES_WITHOUT_ID));
    const before = window.bytesHere;
    await window.grow(before + SEARCH_BYTES);
    if (window.bytesHere === before) return false;
  }
}

/** How long the block is whose header seems to be here; undefined: its header or its first record is none. */
function plausibleBytes({ data, offset }: VolumeWindow): number | undefined {
  const header = decodeBlockHeader(data, offset);
  if (typeof header === 'string') return undefined;
  const record = offset + header.headerBytes + (header.version === 'BB01' ? 8 : 0);
  if (header.bytes < header.headerBytes + RECORD_HEADER_BYTES || data.length < record + RECORD_HEADER_BYTES) {
    return header.bytes;
  }
  const sound = data.readInt32BE(record) >= LOWEST_FILE_INDEX && data.readUInt32BE(record + 8) < RECORD_BYTES_LIMIT;
  return sound ? header.bytes : undefined;
}

async function isWhole(window: VolumeWindow, offset: number, place: BlockPlace): Promise<boolean> {
  for (;;) {
    const decoded = decodeBlock(window.data, window.offset + offset, place);
    if ('damage' in decoded) return decoded.damage.kind === 'encrypted';
    if ('block' in decoded) return place.checksums || (await isFollowed(window, offset + decoded.block.header.bytes));
    if (!(await window.grow(offset + decoded.needBytes))) return false;
  }
}

/** Where checksums say nothing: another block or the Volume's end is behind it. */
async function isFollowed(window: VolumeWindow, end: number): Promise<boolean> {
  const id = end + ID_OFFSET;
  if (!(await window.grow(id + ID_START.length))) return window.bytesHere === end;
  return window.data.toString('latin1', window.offset + id, window.offset + id + ID_START.length) === ID_START;
}
