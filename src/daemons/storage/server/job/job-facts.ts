/** What the Director says of a Job before it begins (page 03 §2). */
import type { ByteString } from '../../../../core/index.ts';
import { type Release, storageCommand } from '../../../../protocol/index.ts';

export interface JobFacts {
  readonly jobId: number;
  /** The unique name. */
  readonly job: ByteString;
  readonly jobName: ByteString;
  readonly client: ByteString;
  readonly fileSet: ByteString;
  readonly fileSetMd5: ByteString;
  /** One letter each. */
  readonly type: string;
  readonly level: string;
  readonly noAttributes: boolean;
  readonly spoolAttributes: boolean;
  readonly spoolData: boolean;
  /** 0: as the device has it. */
  readonly spoolSizeBytes: number;
  readonly preferMounted: boolean;
  /** An Incomplete Job goes on, under the session numbers of its first part. */
  readonly rerunning: boolean;
  readonly sessionId: number;
  readonly sessionTime: number;
  /** This daemon will call another Storage Daemon for the data. */
  readonly storageCalls: boolean;
  /** Whose Job it is. */
  readonly director: ByteString;
  /** Whose formats its Director reads. */
  readonly release: Release;
}

const JOB_ID_MAX = 2 ** 32 - 1;

/** Undefined: no such line; the answer is 3915. */
export function parseJobFacts(text: ByteString, director: ByteString, release: Release): JobFacts | undefined {
  const fields = storageCommand.job.parse(text);
  if (fields === undefined || fields.jobId < 1 || fields.jobId > JOB_ID_MAX || fields.spoolSizeBytes < 0)
    return undefined;
  const { preferMountedVolumes, ...rest } = fields;
  return { ...rest, preferMounted: preferMountedVolumes, director, release };
}
