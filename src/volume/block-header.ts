/**
 * The header of a block (05 §2.1): BB02 is what we write, BB03 what 15.x writes, BB01 what nobody writes any more. The
 * version is a property of each block, never of a Volume.
 */

export type BlockVersion = 'BB01' | 'BB02' | 'BB03';

export interface BlockHeader {
  readonly version: BlockVersion;
  /** Where its records begin. */
  readonly headerBytes: number;
  /** Of the whole block, header included. */
  readonly bytes: number;
  /** Counts within the session; 0 in Volume labels. */
  readonly number: number;
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly encrypted: boolean;
}

export const BLOCK_BYTES_DEFAULT = 64_512;
export const BLOCK_BYTES_MAX = 20_000_000;
/** Enough for any version's header, and for the session that BB01 has in its first record. */
export const BLOCK_HEADER_BYTES_MAX = 32;

const BB01 = 0x42423031;
const BB02 = 0x42423032;
const BB03 = 0x42423033;
const HEADER_BYTES: Readonly<Record<BlockVersion, number>> = { BB01: 16, BB02: 24, BB03: 32 };
const OPTION_BLOCK_ENCRYPTED = 0x4;

/** The header at `offset`, of which 32 bytes are there, however short the block; otherwise what is wrong. */
export function decodeBlockHeader(bytes: Buffer, offset: number): BlockHeader | 'not-a-block' | 'block-length' {
  const version = versionOf(bytes.readUInt32BE(offset + 12));
  if (version === undefined) return 'not-a-block';
  const headerBytes = HEADER_BYTES[version];
  const length = bytes.readUInt32BE(offset + 4);
  if (length < headerBytes || length > BLOCK_BYTES_MAX) return 'block-length';
  return {
    version,
    headerBytes,
    bytes: length,
    number: bytes.readUInt32BE(offset + 8),
    sessionId: bytes.readUInt32BE(offset + 16),
    sessionTime: bytes.readUInt32BE(offset + 20),
    encrypted: version === 'BB03' && (bytes.readUInt32BE(offset) & OPTION_BLOCK_ENCRYPTED) !== 0,
  };
}

function versionOf(id: number): BlockVersion | undefined {
  if (id === BB02) return 'BB02';
  if (id === BB03) return 'BB03';
  return id === BB01 ? 'BB01' : undefined;
}

/** Writes all but the checksum, which needs the finished block. */
export function encodeBlockHeader(block: Buffer, header: Omit<BlockHeader, 'headerBytes' | 'encrypted'>): void {
  block.writeUInt32BE(header.version === 'BB03' ? 1 : 0, 0);
  block.writeUInt32BE(header.bytes, 4);
  block.writeUInt32BE(header.number, 8);
  block.write(header.version, 12, 'latin1');
  block.writeUInt32BE(header.sessionId, 16);
  block.writeUInt32BE(header.sessionTime, 20);
  if (header.version === 'BB03') block.writeBigUInt64BE(0n, 24);
}

export const blockHeaderBytes = (version: BlockVersion): number => HEADER_BYTES[version];
