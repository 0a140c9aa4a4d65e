/** The first block of a Volume: its label and nothing else (05 §4.1). */
import { sealBlock } from './block-checksum.ts';
import { type BlockVersion, blockHeaderBytes, encodeBlockHeader } from './block-header.ts';
import { encodeRecordHeader, LABEL_KIND, RECORD_HEADER_BYTES } from './record.ts';
import { encodeVolumeLabel, type VolumeLabelFields } from './volume-label.ts';

export interface LabelBlockOptions {
  /** PRE_LABEL: freshly labelled, no Job has written. */
  readonly kind: 'preLabel' | 'volume';
  /** Of the Job that writes it; 0 and 0 where a console asked for it. */
  readonly sessionId?: number;
  readonly sessionTime?: number;
  /** How many Volumes its Job has written: 0 on the first, then 2, 3 … */
  readonly volumesWritten?: number;
  readonly version?: BlockVersion;
}

/** The whole block. Throws LabelTextError. */
export function encodeLabelBlock(label: VolumeLabelFields, options: LabelBlockOptions): Buffer {
  const { kind, sessionId = 0, sessionTime = 0, volumesWritten = 0, version = 'BB02' } = options;
  const data = encodeVolumeLabel(label, version);
  const headerBytes = blockHeaderBytes(version);
  const bytes = headerBytes + RECORD_HEADER_BYTES + data.length;
  const block = Buffer.alloc(bytes);
  encodeBlockHeader(block, { version, bytes, number: 0, sessionId, sessionTime });
  encodeRecordHeader(block, headerBytes, LABEL_KIND[kind], volumesWritten, data.length);
  data.copy(block, headerBytes + RECORD_HEADER_BYTES);
  sealBlock(block, version);
  return block;
}
