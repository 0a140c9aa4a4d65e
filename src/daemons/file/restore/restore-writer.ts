/**
 * Writes the records of a Volume to files, in whatever order the Jobs on it are mixed (specification 04 §8). What a record
 * says is believed of its own file only: with a target folder nothing is ever written, linked or changed outside of it.
 */
import type { ByteString } from '../../../core/index.ts';
import type { AttributeRecord, LStat, Replace } from '../../../protocol/index.ts';
import type { Pki } from '../crypto/index.ts';
import type { DigestName, FileProblem, SharedMemory } from '../streams/index.ts';

export interface RestoreHeader {
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly fileIndex: number;
  readonly stream: number;
}

/** What tells one Job of a Volume from all others. */
export const sessionKey = (sessionId: number, sessionTime: number): string => `${sessionId} ${sessionTime}`;

/** ACLs and extended attributes onto files. */
export interface MetadataDoor {
  /** 1007, 1008, 1998 …; the last name of the path is not followed. The sentence of a problem, or undefined. */
  apply(path: ByteString, stream: number, data: Buffer): ByteString | undefined;
}

/** A file that belongs to a plugin (stream 26): its records go there. */
export interface PluginFile {
  attributes(record: AttributeRecord): void;
  /** Decoded data. */
  data(bytes: Buffer): void | Promise<void>;
  /** All has come. A sentence: it was not taken as it should be. */
  close(): Promise<ByteString | undefined>;
}

export interface RestoreOptions {
  /** Empty or `/`: the original place. */
  readonly where?: ByteString | undefined;
  /** Takes the place of `where`. */
  readonly regexWhere?: ByteString | undefined;
  readonly replace: Replace;
  readonly prefixLinks: boolean;
  readonly pki?: Pki | undefined;
  readonly metadata: MetadataDoor;
  readonly problem: (problem: FileProblem) => void;
  /** A file is complete. */
  readonly restored?: (path: ByteString, lstat: LStat) => void;
  /** Undefined: what belongs to the plugin is left out and counted. */
  readonly openPlugin?: (command: ByteString) => PluginFile | undefined;
  /** Which digests the files of a session have, where that is known, by its `sessionKey`. */
  readonly savedDigests?: ReadonlyMap<string, readonly DigestName[]> | undefined;
  /** 0: digests of large files too are computed in the calling thread. */
  readonly threads?: number | undefined;
  /** How long the reader of a pipe that takes data is waited for; left out: a minute. */
  readonly pipePatienceMs?: number | undefined;
  /** Of `memory`, for whoever reads records in bulk. */
  readonly sharedBytes?: number | undefined;
}

export interface RestoreFigures {
  /** Attribute records taken, skipped files too: what a genuine Client reports. */
  readonly files: number;
  /** Bytes of data written. */
  readonly bytes: number;
  /** All that was said and counts. */
  readonly errors: number;
  /** Of these: what is not back as it was saved. The others lack an attribute, an ACL. */
  readonly failed: number;
  readonly skipped: number;
  /** Digests that are not that of what was written. */
  readonly digestMismatches: number;
  /** Digests that were not compared: nobody expected their kind, or there was no time to compute them. */
  readonly unverified: number;
  /** Records of streams that nobody here understands, by stream. */
  readonly unknownStreams: ReadonlyMap<number, number>;
}

export interface RestoreWriter extends AsyncDisposable {
  readonly figures: RestoreFigures;
  /** Data that lies in it is hashed where it is, also when the call that brought it is done: look at its tickets. */
  readonly memory: SharedMemory;
  /** The file being written. */
  readonly currentFile: ByteString | undefined;
  /** Undefined: go on. `data` may be used again as soon as the call (or its promise) is done, if not in `memory`. */
  take(header: RestoreHeader, data: Buffer): Promise<void> | undefined;
  /** All records of a Storage have come: open files are closed. More may follow from another Storage. */
  endOfData(): Promise<void>;
  /** The end: directories get their times. */
  finish(): Promise<RestoreFigures>;
}
