/**
 * Finds the next whole block behind one that is damaged (05 §2.2). A backup may hold whole blocks of other Volumes as
 * data: within the damaged block's length a block is only believed where it cannot be such data.
 */
import { type BlockPlace, type DecodedBlock, decodeBlock } from './block.ts';
import { BLOCK_HEADER_BYTES_MAX, type BlockHeader, decodeBlockHeader } from './block-header.ts';
import type { VolumeDamage } from './damage.ts';
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

/** How far is searched. */
export interface SearchBounds {
  /** Blocks that begin behind this address are not wanted. */
  readonly last: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Moves the window from a damaged block to the next whole one, or behind the bounds; false: there is none up to the
 * Volume's end, where it stands then. Throws on abort.
 */
export async function moveToNextBlock(
  window: VolumeWindow,
  place: BlockPlace,
  damage: VolumeDamage,
  bounds: SearchBounds,
): Promise<boolean> {
  const start = window.address;
  let wasted = 0;
  window.skip(1);
  while (await moveToId(window, bounds)) {
    if (window.address > bounds.last) return true;
    const claimed = plausibleBytes(window);
    const allowed = WASTE_BYTES_FREE + WASTE_FACTOR * (window.address - start);
    if (claimed !== undefined && wasted + claimed <= allowed) {
      const header = await wholeAt(window, 0, place);
      if (header !== undefined && (await isOwn(window, header, place, damage))) return true;
      wasted += claimed;
    }
    window.skip(1);
  }
  window.skip(window.bytesHere);
  return false;
}

/** To the next bytes that could be a header's, which are then there as a whole; or behind the bounds. */
async function moveToId(window: VolumeWindow, { last, signal }: SearchBounds): Promise<boolean> {
  while (window.address <= last) {
    signal?.throwIfAborted();
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
  return true;
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

/**
 * Whether a whole block is the Volume's own. What a daemon appended behind a block that it could not finish is of the
 * same session or a later one, or goes on beyond the length of that block, or to the Volume's end.
 */
async function isOwn(window: VolumeWindow, header: BlockHeader, place: BlockPlace, damage: VolumeDamage) {
  const { address, claimedBytes = 0, sessionId = 0, sessionTime = 0 } = damage;
  const extent = address + claimedBytes - window.address;
  const sameRun = header.sessionTime === sessionTime;
  if (extent <= 0 || (sameRun ? header.sessionId >= sessionId : header.sessionTime > sessionTime)) return true;
  let end = header.bytes;
  while (end < extent) {
    const next = await wholeAt(window, end, place);
    if (next === undefined) break;
    end += next.bytes;
  }
  return end > extent || (end < extent && !(await window.grow(end + 1)) && window.bytesHere === end);
}

/** The header of the whole block at an offset from the window's. */
async function wholeAt(window: VolumeWindow, offset: number, place: BlockPlace): Promise<BlockHeader | undefined> {
  for (;;) {
    const decoded = decodeBlock(window.data, window.offset + offset, place);
    if ('needBytes' in decoded) {
      if (!(await window.grow(offset + decoded.needBytes))) return undefined;
    } else {
      const header = headerOf(decoded);
      if (header === undefined || place.checksums) return header;
      return (await isFollowed(window, offset + header.bytes)) ? header : undefined;
    }
  }
}

/** Of a block that can be trusted, be it that only we cannot read it. */
function headerOf(decoded: Exclude<DecodedBlock, { needBytes: number }>): BlockHeader | undefined {
  if ('block' in decoded) return decoded.block.header;
  return decoded.damage.kind === 'encrypted' ? decoded.header : undefined;
}

/** Where checksums say nothing: another block or the Volume's end is behind it. */
async function isFollowed(window: VolumeWindow, end: number): Promise<boolean> {
  const id = end + ID_OFFSET;
  if (!(await window.grow(id + ID_START.length))) return window.bytesHere === end;
  return window.data.toString('latin1', window.offset + id, window.offset + id + ID_START.length) === ID_START;
}
