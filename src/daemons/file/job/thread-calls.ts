/**
 * What the main thread and the worker thread of a Job say to each other. Plain values only: they are copied from one
 * thread's memory to the other's. Paths and names are ByteStrings.
 */
import type { ByteString } from '../../../core/index.ts';
import type { MessageType, Replace, TlsSettings } from '../../../protocol/index.ts';
import type { PkiSettings } from '../crypto/index.ts';
import type { DigestName } from '../streams/index.ts';
import type { StopKind } from './figures.ts';

/** Given at the birth of the thread. */
export interface ThreadSettings {
  readonly clientName: ByteString;
  readonly jobId: number;
  /** The unique name. */
  readonly job: ByteString;
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly figures: SharedArrayBuffer;
  readonly workingDirectory: ByteString;
  readonly heartbeatSec: number;
  readonly networkBufferBytes: number;
  /** So many files that cannot be saved end a Job; 0: no limit. */
  readonly errorsMax: number;
  readonly sdPacketCheck: number;
  readonly pki: PkiSettings;
  readonly restrictions: PathRestrictions;
  /** Somebody wants a message for each restored file. */
  readonly tellsRestored: boolean;
}

/** Of the Director resource; empty: anywhere. */
export interface PathRestrictions {
  readonly allowedBackup: readonly ByteString[];
  readonly excludedBackup: readonly ByteString[];
}

export interface StoragePlace {
  readonly host: string;
  readonly port: number;
  /** FD Source Address. */
  readonly localAddress?: string;
  /** The Storage has called: the socket, by number. */
  readonly descriptor?: number;
  readonly authorization: string;
  readonly tls: TlsSettings;
  readonly patienceMs: number;
}

export type BackupLevel = 'full' | 'base' | 'incremental' | 'differential';

/** What is to be walked, and which of it counts. */
export interface Selection {
  /** The packets between `fileset` and EOD. */
  readonly fileSet: readonly ByteString[];
  readonly level: BackupLevel;
  readonly accurate: boolean;
  readonly rerunning: boolean;
  /** Unix seconds on this machine's clock; 0 for a Full. */
  readonly sinceSec: number;
  readonly mtimeOnly: boolean;
}

export interface BackupOrder extends Selection {
  /** The first file gets the next one. */
  readonly fileIndex: number;
}

export interface EstimateOrder extends Selection {
  readonly listing: boolean;
  /** Lines of the listing; 0: all. */
  readonly limit: number;
}

export interface RestoreOrder {
  readonly files: number;
  readonly replace: Replace;
  readonly prefixLinks: boolean;
  readonly where?: ByteString;
  readonly regexWhere?: ByteString;
  /** Of Jobs that this Client has saved lately. */
  readonly saved: readonly SavedSession[];
}

/** Which digests the files of a session have. */
export interface SavedSession {
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly digests: readonly DigestName[];
}

export type VerifyLevel = 'init' | 'catalog' | 'disk_to_catalog' | 'volume' | 'data';

export interface VerifyOrder {
  readonly level: VerifyLevel;
  readonly fileSet: readonly ByteString[];
}

/** How the work of the thread ended. */
export interface Outcome {
  /** T good, W warnings, E error, f fatal, A canceled, I incomplete, D differences. */
  readonly status: string;
  readonly encrypted: boolean;
  /** Of a backup: the digests that its FileSet asks for, of some files or of all. */
  readonly digests?: readonly DigestName[];
}

export type PreparedWork = 'backup' | 'restore';

/** Each is answered with its result, or fails with a sentence. */
export interface ThreadCalls {
  /** What will be asked for: the thread loads it while the Director and the Storage talk. */
  prepare(work: PreparedWork): Promise<void>;
  connect(place: StoragePlace): Promise<{ readonly version: number; readonly encrypted: boolean }>;
  /** A part of the accurate list: each packet with its int32 length before it. The memory is the caller's again afterwards. */
  accurate(packets: Uint8Array): Promise<void>;
  backup(order: BackupOrder): Promise<Outcome>;
  estimate(order: EstimateOrder): Promise<Outcome>;
  restore(order: RestoreOrder): Promise<Outcome>;
  /** The restored directories get their times, what is kept back is written. */
  finishRestore(): Promise<Outcome>;
  verify(order: VerifyOrder): Promise<Outcome>;
  testNetwork(bytes: number): Promise<readonly ByteString[]>;
  /** Says goodbye to the Storage. */
  hangUp(): Promise<void>;
}
export type ThreadMethod = keyof ThreadCalls;

export type ToThread =
  | { readonly kind: 'call'; readonly id: number; readonly method: ThreadMethod; readonly argument: unknown }
  /** For whatever waits; what never waits looks at the figures. */
  | { readonly kind: 'stop'; readonly how: StopKind }
  /** The main thread has passed on so many packets: there is room for more. */
  | { readonly kind: 'passed-on' };

export type FromThread =
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'say'; readonly type: MessageType; readonly text: ByteString }
  /** For the Director, one after the other; answered by `passed-on`. */
  | { readonly kind: 'packets'; readonly packets: readonly Uint8Array[] }
  /** The Storage sent a sign of life. */
  | { readonly kind: 'heartbeat' };

/** An error that crosses between threads: class and methods do not, code and sentence do. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}
