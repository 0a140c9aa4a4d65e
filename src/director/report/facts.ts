/** What the reports of backup and restore Jobs say; the texts are made of nothing else. */
import type { ByteString } from '../../core/index.ts';

/** Common to all reports. */
export interface ReportFacts {
  readonly directorName: ByteString;
  readonly jobId: number;
  readonly uniqueName: ByteString;
  /** Final Job.JobStatus letter. */
  readonly status: string;
  /** Daemons' own verdicts; left out: they were never reached. */
  readonly fdStatus?: string | undefined;
  readonly sdStatus?: string | undefined;
  readonly startTime: Date;
  readonly endTime: Date;
  /** Errors counted by the File and the Storage Daemon. */
  readonly fdErrors: number;
  readonly sdErrors: number;
}

/** A named resource and where the choice came from: `Job resource`, `Run Pool override` … */
export interface ChosenResource {
  readonly name: ByteString;
  readonly from: string;
}

export interface BackupReportFacts extends ReportFacts {
  /** `Full`, `Incremental` … after upgrades. */
  readonly levelName: string;
  /** `2026-11-20 09:45:08`; for Differential, Incremental. */
  readonly since?: string | undefined;
  /** The level asked for, where it was upgraded. */
  readonly upgradedFrom?: string | undefined;
  readonly client: ByteString;
  /** The File Daemon's uname, as it answered. */
  readonly clientUname: ByteString;
  readonly fileSet: ByteString;
  /** When this FileSet was first used. */
  readonly fileSetCreated?: Date | undefined;
  readonly pool: ChosenResource;
  readonly catalog: ChosenResource;
  readonly storage: ChosenResource;
  readonly scheduledTime: Date;
  readonly priority: number;
  readonly fdFiles: number;
  readonly sdFiles: number;
  readonly fdBytes: number | bigint;
  readonly sdBytes: number | bigint;
  /** Bytes read from the Client's disk, for the compression's figure. */
  readonly readBytes: number | bigint;
  /** What compression on the wire made of it; left out or 0: none. */
  readonly commBytes?: number | bigint | undefined;
  readonly commCompressedBytes?: number | bigint | undefined;
  readonly snapshot: boolean;
  readonly encrypted: 'no' | 'yes' | 'volume' | 'yes|volume';
  readonly accurate: boolean;
  readonly volumeNames: readonly ByteString[];
  readonly volSessionId: number;
  readonly volSessionTime: number;
  readonly lastVolumeBytes: number | bigint;
}

export interface RestoreReportFacts extends ReportFacts {
  readonly client: ByteString;
  readonly clientUname: ByteString;
  /** The prefix, or the list of substitutions where those are used. */
  readonly where: ByteString;
  readonly replace: 'Always' | 'IfNewer' | 'IfOlder' | 'Never';
  readonly filesExpected: number;
  readonly filesRestored: number;
  readonly bytesRestored: number | bigint;
}
