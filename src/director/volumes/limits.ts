/** When a Volume that is being appended to has had enough (08a §3). First hit wins. */
import { type ByteString, unixSeconds } from '../../core/index.ts';

/** The Media row's own limits and counters. */
export interface VolumeFill {
  readonly volumeName: ByteString;
  readonly volStatus: string;
  readonly volJobs: number;
  readonly volFiles: number;
  readonly volBytes: number;
  readonly maxVolJobs: number;
  readonly maxVolFiles: number;
  readonly maxVolBytes: number;
  readonly volUseDurationSec: number;
  readonly firstWritten: Date | null;
}

export interface Expiry {
  readonly volStatus: 'Full' | 'Used';
  /** The Job message. */
  readonly message: ByteString;
}

type Limit = {
  readonly volStatus: Expiry['volStatus'];
  readonly reached: (volume: VolumeFill, facts: LimitFacts) => boolean;
  readonly says: (volume: VolumeFill) => string;
};

export interface LimitFacts {
  readonly useVolumeOnce: boolean;
  readonly now: Date;
}

const LIMITS: readonly Limit[] = [
  {
    volStatus: 'Full',
    reached: (v) => v.maxVolBytes > 0 && v.volBytes >= v.maxVolBytes,
    says: (v) => `Max Volume bytes=${v.maxVolBytes} exceeded.`,
  },
  {
    volStatus: 'Used',
    reached: (v, { useVolumeOnce }) => useVolumeOnce && v.volBytes > 0,
    says: () => 'Volume used once.',
  },
  {
    volStatus: 'Used',
    reached: (v) => v.maxVolJobs > 0 && v.volJobs >= v.maxVolJobs,
    says: (v) => `Max Volume jobs=${v.maxVolJobs} exceeded.`,
  },
  {
    volStatus: 'Used',
    reached: (v) => v.maxVolFiles > 0 && v.volFiles >= v.maxVolFiles,
    says: (v) => `Max Volume files=${v.maxVolFiles} exceeded.`,
  },
  {
    volStatus: 'Used',
    reached: (v, { now }) => v.volUseDurationSec > 0 && inUseForSec(v, now) >= v.volUseDurationSec,
    says: (v) => `Max configured use duration=${v.volUseDurationSec} sec. exceeded.`,
  },
];

/** Only a Volume in status Append to which a Job has written can expire. */
export function expiryOf(volume: VolumeFill, facts: LimitFacts): Expiry | undefined {
  if (volume.volStatus !== 'Append' || volume.volJobs === 0) return undefined;
  const limit = LIMITS.find(({ reached }) => reached(volume, facts));
  if (limit === undefined) return undefined;
  const { volStatus } = limit;
  return { volStatus, message: `${limit.says(volume)} Marking Volume "${volume.volumeName}" as ${volStatus}.` };
}

/** A Volume never written, or recycled and not written since, is not in use. */
function inUseForSec({ firstWritten }: VolumeFill, now: Date): number {
  const since = firstWritten === null ? 0 : unixSeconds(firstWritten);
  return since <= 0 ? 0 : unixSeconds(now) - since;
}
