/**
 * A Pool's rules for its Volumes, as the configuration gives them. A PoolResource of the config room fits as it is.
 * The Media row carries its own copies of the limits, taken when it was created (08a §3).
 */
import type { ByteString } from '../../core/index.ts';

export interface PoolRules {
  readonly name: ByteString;
  readonly labelFormat?: ByteString | undefined;
  readonly maximumVolumes: number;
  readonly useVolumeOnce: boolean;
  readonly autoPrune: boolean;
  readonly purgeOldestVolume: boolean;
  readonly recycleOldestVolume: boolean;
  readonly recycleCurrentVolume: boolean;
}
