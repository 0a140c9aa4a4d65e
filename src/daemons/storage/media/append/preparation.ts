/** What comes of making one Volume ready to be appended to, and what is needed for it. */
import type { ByteString } from '../../../../core/index.ts';
import type { VolumeAnswer } from '../../../../protocol/index.ts';
import type { VolumeFile } from '../../device/index.ts';
import type { Drive } from '../drive.ts';
import { protects } from '../protect/protect.ts';
import type { MediaTools } from '../tools.ts';
import type { Opened } from './append-volume.ts';
import type { Party } from './party.ts';

export interface Prepared extends Opened {
  readonly kind: 'ready';
  /** A label was written: the Volume is new, or begins anew. */
  readonly relabelled: boolean;
}

export type Preparation =
  | Prepared
  /** There is no file, and none may be made. */
  | { readonly kind: 'missing' }
  /** No room for as much as a label. */
  | { readonly kind: 'full' }
  /** Not this one; `status`: what it becomes in the Catalog. */
  | { readonly kind: 'unusable'; readonly text: ByteString; readonly status?: ByteString };

export interface Preparing {
  readonly drive: Drive;
  readonly tools: MediaTools;
  /** For whom: its labels, its log. */
  readonly party: Party;
}

/** `end`: where the first block goes; a label that was just written ends there. */
export const ready = (
  file: VolumeFile,
  answer: VolumeAnswer,
  { drive, tools }: Preparing,
  place: { readonly end: number; readonly labelEnd: number; readonly relabelled: boolean },
): Prepared => ({
  kind: 'ready',
  file,
  answer,
  deviceMaxBytes: drive.resource.maximumVolumeSizeBytes,
  appending: tools.appending,
  useProtect: protects(drive.resource),
  ...place,
});
