/** What becomes known of a restore while it runs: its end record and its report are made of it. */
import type { StorageResource } from '../../config/index.ts';
import type { ClientEndJob, ClientIdentity, StorageEndJob } from '../../protocol/index.ts';
import type { JobJournal } from '../journal/job-journal.ts';

export interface RestoreResult {
  identity?: ClientIdentity;
  /** The one that reads now, or read last. */
  storage?: StorageResource;
  device?: string;
  sessionId: number;
  sessionTime: number;
  client?: ClientEndJob | undefined;
  /** Of the Storage Daemon that reads now, or read last, where it is one of ours: it waits for its receipt. */
  journal?: JobJournal;
  /** One for each Storage that has ended its part. */
  readonly storageEnds: (StorageEndJob | undefined)[];
}

export const newRestoreResult = (): RestoreResult => ({ sessionId: 0, sessionTime: 0, storageEnds: [] });

/** A Client that had several conversations gave several verdicts: its figures add up, and the first bad status counts. */
export function addVerdict(result: RestoreResult, verdict: ClientEndJob | undefined): void {
  const before = result.client;
  if (before === undefined || verdict === undefined) {
    result.client = verdict;
    return;
  }
  const sum = (figure: 'files' | 'readBytes' | 'jobBytes' | 'errors' | 'commBytes' | 'compressedCommBytes') =>
    before[figure] + verdict[figure];
  result.client = {
    ...verdict,
    status: before.status === 'T' ? verdict.status : before.status,
    files: sum('files'),
    readBytes: sum('readBytes'),
    jobBytes: sum('jobBytes'),
    errors: sum('errors'),
    commBytes: sum('commBytes'),
    compressedCommBytes: sum('compressedCommBytes'),
  };
}

/** The first that is bad; undefined where one never came, or none began. */
export function storageStatus({ storageEnds }: RestoreResult): string | undefined {
  const statuses = storageEnds.map((end) => end?.status);
  return statuses.find((status) => status !== 'T') ?? (statuses.includes(undefined) ? undefined : statuses[0]);
}

export const storageErrors = ({ storageEnds }: RestoreResult): number =>
  storageEnds.reduce((sum, end) => sum + (end?.errors ?? 0), 0);
