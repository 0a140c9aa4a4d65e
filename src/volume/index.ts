/** The door of volume: blocks, records and labels of Volumes, and bootstrap files. */

export { type AppendPoint, type AppendPointOptions, findAppendPoint } from './append-point.ts';
export { type Block, type BlockPlace, type DecodedBlock, decodeBlock } from './block.ts';
export { BLOCK_BYTES_DEFAULT, BLOCK_BYTES_MAX, type BlockHeader, type BlockVersion } from './block-header.ts';
export { BlockPacker, type FinishedBlock, type PackerOptions } from './block-packer.ts';
export { BlockPool } from './block-pool.ts';
export { type BlockBatch, type ReadOptions, type ReadPlan, readVolume } from './block-reader.ts';
export { type BootstrapPart, bootstrapPart, countOf, expectedFiles, type Range } from './bootstrap.ts';
export { formatBootstrap } from './bootstrap-format.ts';
export { parseBootstrap } from './bootstrap-parse.ts';
export { BootstrapSelection, type VolumePass } from './bootstrap-selection.ts';
export { type DamageKind, describeDamage, type VolumeDamage } from './damage.ts';
export {
  BootstrapRegexError,
  BootstrapSyntaxError,
  BootstrapTextError,
  BootstrapTooLargeError,
  LabelTextError,
  RecordRefusedError,
  VolumeDamagedError,
} from './errors.ts';
export { encodeLabelBlock, type LabelBlockOptions } from './label-block.ts';
export { foreignLabel } from './label-id.ts';
export { isLabel, LABEL_KIND, RECORD_BYTES_LIMIT, type VolumeRecord } from './record.ts';
export { RecordAssembler, type RecordBatch } from './record-assembler.ts';
export type { RecordFilter } from './record-filter.ts';
export { readRecords } from './record-reader.ts';
export {
  decodeSessionEnd,
  decodeSessionLabel,
  encodeSessionLabel,
  type SessionEnd,
  type SessionLabel,
  type SessionLabelFields,
} from './session-label.ts';
export { decodeVolumeLabel, encodeVolumeLabel, type VolumeLabel, type VolumeLabelFields } from './volume-label.ts';
export type { VolumeSource } from './volume-source.ts';
