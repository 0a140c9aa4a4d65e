/** What becomes known of a restore while it runs: its end record and its report are made of it. */
import type { StorageResource } from '../../config/index.ts';
import type { ClientEndJob, ClientIdentity, StorageEndJob } from '../../protocol/index.ts';

export interface RestoreResult {
  identity?: ClientIdentity;
  /** The one that reads now, or read last. */
  storage?: StorageResource;
  device?: string;
  sessionId: number;
  sessionTime: number;
  client?: ClientEndJob | undefined;
  /** One for each Storage that has ended its part. */
  readonly storageEnds: (StorageEndJob | undefined)[];
}

export const newRestoreResult = (): RestoreResult => ({ sessionId: 0, sessionTime: 0, storageEnds: [] });

/** The first that is bad; undefined where one never came, or none began. */
export function storageStatus({ storageEnds }: RestoreResult): string | undefined {
  const statuses = storageEnds.map((end) => end?.status);
  return statuses.find((status) => status !== 'T') ?? (statuses.includes(undefined) ? undefined : statuses[0]);
}

export const storageErrors = ({ storageEnds }: RestoreResult): number =>
  storageEnds.reduce((sum, end) => sum + (end?.errors ?? 0), 0);
