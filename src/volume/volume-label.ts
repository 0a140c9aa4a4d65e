/**
 * The label of a Volume (05 §4.1): alone in its first block, PRE_LABEL until a Job writes, then VOL_LABEL. Its layout
 * depends on the version of the block that carries it.
 */
import type { ByteString } from '../core/index.ts';
import type { BlockVersion } from './block-header.ts';
import { LabelReader, LabelWriter } from './label-fields.ts';
import { LABEL_ID, LABEL_VERSION } from './label-id.ts';

export interface VolumeLabel {
  readonly id: ByteString;
  readonly labelVersion: number;
  /** Microseconds since 1970: when it was labelled, and when this label was written. 0 in labels older than 11. */
  readonly labelTimeUs: number;
  readonly writeTimeUs: number;
  readonly volume: ByteString;
  readonly previousVolume: ByteString;
  readonly pool: ByteString;
  readonly poolType: ByteString;
  readonly mediaType: ByteString;
  readonly host: ByteString;
  /** Name of the Storage Daemon. */
  readonly labelProgram: ByteString;
  readonly programVersion: ByteString;
  readonly programDate: ByteString;
  readonly alignedVolume: ByteString;
  readonly firstData: number;
  readonly fileAlignment: number;
  readonly paddingBytes: number;
  readonly blockBytes: number;
  /** Only in BB03: keys of an encrypted Volume. */
  readonly cipherKey: Buffer;
  readonly masterKeyId: Buffer;
}

/** What a writer must say; the rest is the same in every label of a plain file. */
export type VolumeLabelFields = Pick<
  VolumeLabel,
  | 'labelTimeUs'
  | 'writeTimeUs'
  | 'volume'
  | 'pool'
  | 'poolType'
  | 'mediaType'
  | 'host'
  | 'labelProgram'
  | 'programVersion'
  | 'programDate'
> &
  Partial<VolumeLabel>;

const LAST_VERSION_WITH_DATES = 10;

/** The data of a label's record; `version` is that of its block. */
export function decodeVolumeLabel(data: Buffer, version: BlockVersion): VolumeLabel {
  const reader = new LabelReader(data);
  const id = reader.text();
  const labelVersion = reader.u32();
  return { id, labelVersion, ...readTimes(reader, labelVersion), ...readNames(reader), ...readRest(reader, version) };
}

/** Old labels have two dates as floating point instead, whose meaning is not handed down. */
function readTimes(reader: LabelReader, labelVersion: number) {
  const times = { labelTimeUs: reader.btime(), writeTimeUs: reader.btime() };
  reader.f64();
  reader.f64();
  return labelVersion <= LAST_VERSION_WITH_DATES ? { labelTimeUs: 0, writeTimeUs: 0 } : times;
}

const readNames = (reader: LabelReader) => ({
  volume: reader.text(),
  previousVolume: reader.text(),
  pool: reader.text(),
  poolType: reader.text(),
  mediaType: reader.text(),
  host: reader.text(),
  labelProgram: reader.text(),
  programVersion: reader.text(),
  programDate: reader.text(),
  alignedVolume: reader.text(),
});

const readRest = (reader: LabelReader, version: BlockVersion) => ({
  firstData: reader.u64(),
  fileAlignment: reader.u32(),
  paddingBytes: reader.u32(),
  blockBytes: reader.u32(),
  cipherKey: version === 'BB03' ? reader.bytes() : Buffer.alloc(0),
  masterKeyId: version === 'BB03' ? reader.bytes() : Buffer.alloc(0),
});

/** Throws LabelTextError. */
export function encodeVolumeLabel(label: VolumeLabelFields, version: BlockVersion): Buffer {
  const writer = new LabelWriter()
    .text('Id', label.id ?? LABEL_ID)
    .u32(label.labelVersion ?? LABEL_VERSION)
    .btime(label.labelTimeUs)
    .btime(label.writeTimeUs)
    .f64(0)
    .f64(0)
    .text('Volume', label.volume)
    .text('PrevVolume', label.previousVolume ?? '')
    .text('Pool', label.pool)
    .text('PoolType', label.poolType)
    .text('MediaType', label.mediaType)
    .text('Host', label.host)
    .text('LabelProgram', label.labelProgram)
    .text('ProgramVersion', label.programVersion)
    .text('ProgramDate', label.programDate)
    .text('AlignedVolume', label.alignedVolume ?? '')
    .u64(label.firstData ?? 0)
    .u32(label.fileAlignment ?? 0)
    .u32(label.paddingBytes ?? 0)
    .u32(label.blockBytes ?? 0);
  // No keys: key length, key id length, length of the signature key's id.
  if (version === 'BB03') writer.u32(0).u32(0).u32(0);
  return writer.finish();
}
