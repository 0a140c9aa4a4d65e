/**
 * A Job as the media know it, and the Director behind it as far as Volumes go (page 03 §2, §5). The server implements
 * both on the wire; a test implements them in a few lines. Nothing here knows a connection.
 */
import type { ByteString } from '../../../core/index.ts';
import type { FindMedia, JobMediaRange, MessageType, UpdateMedia, VolumeAnswer } from '../../../protocol/index.ts';

export type VolumeQuery = Omit<FindMedia, 'kind' | 'jobId'>;
/** All that is known of the Volume, so that whoever keeps it needs no answer. */
export type VolumeUpdate = VolumeAnswer & Omit<UpdateMedia, 'kind' | 'jobId'>;

/** `1901`, `1997` or `1998`: the Director has nothing for us, or not this one. No failure of the conversation. */
export interface VolumeRefused {
  readonly kind: 'refused';
  /** The Director's whole line, without its newline. */
  readonly why: ByteString;
}
export interface VolumeGranted {
  readonly kind: 'granted';
  readonly volume: VolumeAnswer;
}
export type VolumeVerdict = VolumeGranted | VolumeRefused;

/**
 * What the Director of one Job is asked about Volumes. Each call rejects when the Job's conversation is lost for good;
 * one that waits for the next Director simply takes longer. Calls of one Job never overlap, and none comes once its session
 * is closed.
 */
export interface VolumeCatalog {
  /** The n-th Volume to append to. */
  findMedia(query: VolumeQuery): Promise<VolumeVerdict>;
  /** `write`: may I write to it now; otherwise I am going to read it. */
  getVolume(volume: ByteString, write: boolean): Promise<VolumeVerdict>;
  /** Absolute figures, all of them safe on disk; refused only by `1991` and `1993`. */
  updateMedia(update: VolumeUpdate): Promise<VolumeVerdict>;
  /** Ranges whose blocks are safe on disk. Rejects on `1992`. */
  createJobMedia(ranges: readonly JobMediaRange[]): Promise<void>;
}

export interface StorageJob {
  readonly jobId: number;
  /** The unique name. */
  readonly job: ByteString;
  /** The name of the Job resource. */
  readonly jobName: ByteString;
  readonly client: ByteString;
  readonly fileSet: ByteString;
  readonly fileSetMd5: ByteString;
  /** One letter each: `B`, `F` … */
  readonly type: string;
  readonly level: string;
  /** The pair that the blocks carry; that of the first part where an Incomplete Job goes on. */
  readonly sessionId: number;
  readonly sessionTime: number;
  /** PreferMountedVols of the Job's line. */
  readonly preferMounted: boolean;
  /** Its data is to be spooled, so many bytes at most; 0: as the device has it. Left out: it goes to the Volume at once. */
  readonly dataSpool?: { readonly maxBytes: number } | undefined;
  readonly catalog: VolumeCatalog;
  /** A line for the Job's log, as genuine daemons write it: bytes, mostly with a newline at its end. Never throws. */
  say(type: MessageType, text: ByteString): void;
  /** The Job's state as a letter: `m` waits for media, `M` for a mount, `R` goes on. Never throws. */
  status(letter: string): void;
  /** Aborts when the Job is cancelled; every wait of this Job ends with it. */
  readonly signal: AbortSignal;
}
