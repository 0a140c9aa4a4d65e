/** The two ways in which a Job uses a Volume: a session that appends records, and one that reads them. */
import type { ByteString } from '../../../core/index.ts';

/** What an append session has taken so far; all of it may still be in memory. */
export interface AppendFigures {
  /** The highest FileIndex. */
  readonly files: number;
  /** Bytes of records with a FileIndex above 0: data, attributes and digests. */
  readonly bytes: number;
  /** The Volume being written, empty while there is none. */
  readonly volume: ByteString;
  /** What its data spool does; left out where there is none. */
  readonly spool?: SpoolState | undefined;
}

/** `waiting`: for the disk, and for others that are on their way to the same Volume. */
export type SpoolState = 'spooling' | 'waiting' | 'despooling';

export interface SessionEnd {
  /** The letter for the end label: T good, I incomplete, f and E failed. A canceled one (A) gets no end label. */
  readonly status: string;
  readonly errors: number;
  /** The last complete file, where an Incomplete Job must forget the one that broke off. */
  readonly lastFile?: number;
}

/** What has been written, safe on disk and told to the Director: JobMedia, then the Volume's figures. */
export interface AppendTotals {
  readonly files: number;
  readonly bytes: number;
  readonly errors: number;
}

export interface AppendSession extends AsyncDisposable {
  readonly device: ByteString;
  readonly figures: AppendFigures;
  /**
   * Takes one record. `undefined`: its bytes have been copied, go on. A promise: memory of this session is full; `data`
   * must stay as it is, and nothing else be written, until it resolves. It rejects, as every later call throws, when
   * the session has failed (canceled while it waited for a Volume, Director lost, no Volume in the time allowed).
   * Session labels of others (FileIndex -4 and -5, the JobId as stream) are never split between blocks.
   */
  write(fileIndex: number, stream: number, data: Buffer): Promise<void> | undefined;
  /**
   * Writes the end label, syncs, tells the Director (CreateJobMedia, the Elapsed message, UpdateMedia) and leaves the
   * Volume. Attributes and the verdict come after it. Rejects where a step fails; the Volume is left in good order anyway.
   */
  close(end: SessionEnd): Promise<AppendTotals>;
}

export interface ReadRecord {
  /** Below 0: a session label of what is read (-4 start, -5 end). */
  readonly fileIndex: number;
  readonly stream: number;
  /** Valid until the next batch is asked for. */
  readonly data: Buffer;
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly volume: ByteString;
  /** Byte address of the block in which it begins. */
  readonly address: number;
}

export interface ReadFigures {
  /** Different FileIndexes so far. */
  readonly files: number;
  readonly bytes: number;
  /** Damage found, each said as an error of the Job. */
  readonly errors: number;
  readonly volume: ByteString;
}

/** Iterated once. Breaking out of the loop, or disposing, gives the Volume back and tells the Director the reading time. */
export interface ReadSession extends AsyncIterable<readonly ReadRecord[]>, AsyncDisposable {
  readonly device: ByteString;
  readonly figures: ReadFigures;
}
