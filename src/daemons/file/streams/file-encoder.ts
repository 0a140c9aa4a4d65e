/**
 * Saves the data of files: reads, leaves out holes, hashes, compresses, encrypts and sends, in the order in which a
 * genuine Client does it (specification 04 §5, §6). Never changes a file, never follows a link, never waits for a pipe
 * that nobody asked to be read.
 */
import type { WalkEntry } from '../walk/index.ts';
import type { FileProblem } from './file-problem.ts';
import type { DataReader } from './read/data-reader.ts';

export type DataEntry = Pick<WalkEntry, 'path' | 'type' | 'stat' | 'options'>;

export interface FileDigest {
  /** 3, 10, 17, 18, 39, 41. */
  readonly stream: number;
  /** Undefined while another thread still computes it. */
  readonly bytes: Buffer | undefined;
  known(): Promise<Buffer>;
}

/** What became of one file's data. */
export interface EncodedFile {
  /** False: it could not be opened, and no further stream may follow its attributes. */
  readonly opened: boolean;
  /** Bytes of the file that were read: the Job's ReadBytes. */
  readonly readBytes: number;
  /** Of what was read, where the options ask for one; to be copied for further names of the file. */
  readonly digest: FileDigest | undefined;
  readonly problems: readonly FileProblem[];
}

export interface FileEncoder extends AsyncDisposable {
  /** The `data_stream` of an entry's LStat; that of a hard link is never an encrypted one. */
  dataStream(entry: Pick<DataEntry, 'type' | 'options'>): number;
  /**
   * Sends session data and data of an entry of type 2, 3, 16 or 17, whose attributes were sent. Rejects only when the
   * connection is lost or `pause` threw. Of an empty file nothing is opened, and there is nothing to wait for.
   */
  encode(entry: DataEntry, fileIndex: number): Promise<EncodedFile> | EncodedFile;
  /** As `encode`, of data that is no file's, up to its end: what a program prints. Nothing is opened for it. */
  encodeFrom(reader: DataReader, entry: DataEntry, fileIndex: number): Promise<EncodedFile>;
  /** Sends signature and digest, after the ACLs and extended attributes. Undefined: nothing to wait for. */
  seal(file: EncodedFile, fileIndex: number): Promise<void> | undefined;
}
