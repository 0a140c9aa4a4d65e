/** Stream numbers (page 04 §3.2). The upper bits are flags; the lower eleven are the type. */
const TYPE_MASK = 0x7ff;
export const streamType = (stream: number): number => stream & TYPE_MASK;

export const STREAM = {
  attributes: 1,
  fileData: 2,
  md5: 3,
  gzipData: 4,
  attributesExtended: 5,
  sparseData: 6,
  sparseGzipData: 7,
  sha1: 10,
  sha256: 17,
  sha512: 18,
  signedDigest: 19,
  encryptedData: 20,
  sessionData: 22,
  pluginName: 26,
  restoreObject: 28,
  pluginObject: 34,
  pluginMetaCatalog: 36,
  attributeUpdate: 37,
  fileEvent: 38,
  xxhash64: 39,
  xxh3_64: 40,
  xxh3_128: 41,
} as const;

const ATTRIBUTES: readonly number[] = [STREAM.attributes, STREAM.attributesExtended, STREAM.attributeUpdate];
const DIGESTS: readonly number[] = [
  STREAM.md5,
  STREAM.sha1,
  STREAM.sha256,
  STREAM.sha512,
  STREAM.xxhash64,
  STREAM.xxh3_64,
  STREAM.xxh3_128,
];

export const isAttributeStream = (stream: number): boolean => ATTRIBUTES.includes(streamType(stream));
export const isDigestStream = (stream: number): boolean => DIGESTS.includes(streamType(stream));

/** File types of an attribute record that the Director treats in a way of their own (page 04 §4.1). */
export const FILE_TYPE = {
  hardLink: 1,
  empty: 2,
  regular: 3,
  symlink: 4,
  directory: 5,
  special: 6,
  /** A block device named in the FileSet: its bytes are saved. */
  rawDevice: 16,
  /** A fifo named in the FileSet, with ReadFifo: what comes out of it is saved. */
  fifo: 17,
  deleted: 23,
  baseFile: 24,
} as const;
