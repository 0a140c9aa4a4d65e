/** Puts a label at the beginning of a Volume, synced: PRE_LABEL for an operator, VOL_LABEL for a Job (page 05 §4.1). */
import type { ByteString, Clock } from '../../../../core/index.ts';
import { encodeLabelBlock, type LabelBlockOptions } from '../../../../volume/index.ts';
import type { VolumeFile } from '../../device/index.ts';
import type { LabelIdentity } from '../identity.ts';

export interface NewLabel {
  readonly volume: ByteString;
  readonly pool: ByteString;
  readonly poolType: ByteString;
  readonly mediaType: ByteString;
  /** Microseconds since 1970, of the label that it replaces; now, where it is left out. */
  readonly labelTimeUs?: number;
}

export interface LabelWriting {
  readonly identity: LabelIdentity;
  readonly clock: Clock;
}

/** Everything else on the Volume is gone afterwards. Returns where the label ends. */
export async function writeLabel(
  file: VolumeFile,
  label: NewLabel,
  options: LabelBlockOptions,
  { identity, clock }: LabelWriting,
): Promise<number> {
  const nowUs = clock.now().getTime() * 1000;
  const block = encodeLabelBlock({ labelTimeUs: nowUs, writeTimeUs: nowUs, ...identity, ...label }, options);
  await file.writeAt([block], 0);
  if ((await file.sizeBytes()) !== block.length) await file.truncate(block.length);
  await file.sync();
  return block.length;
}
