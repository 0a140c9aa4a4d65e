/** FileEncoder: one file after the other, each along the path that its options and its size ask for. */
import { SIGNAL, STREAM } from '../../../../protocol/index.ts';
import { type DataKey, encodeSessionData, newDataKey } from '../../crypto/index.ts';
import { openFiles, SystemFault } from '../../native/index.ts';
import { type DataFormat, formatFor } from '../data-stream.ts';
import { digestOfSignature } from '../digest/digest-kind.ts';
import type { DigestName } from '../digest/digest-name.ts';
import type { DataEntry, EncodedFile, FileEncoder } from '../file-encoder.ts';
import type { FileProblem } from '../file-problem.ts';
import type { LaneDigests } from '../lanes/hash-lane.ts';
import { Lanes } from '../lanes/lanes.ts';
import { type DataReader, openReader } from '../read/data-reader.ts';
import { DATA_TYPE, hasData, openData } from '../read/open-data.ts';
import { keepAtime, readAhead } from '../read/read-help.ts';
import { ENCRYPTED_BYTES_MIN, openCipher } from './cipher-stream.ts';
import { directPath } from './direct-path.ts';
import { type EncodeOptions, recordBytesOf } from './encode-options.ts';
import { cannotOpen, cannotRead, changes, isSystemError } from './file-changes.ts';
import { fileDigest } from './file-digest.ts';
import { digestsOfNothing, openBlockHash, openFileHash } from './file-hash.ts';
import { lanedPath } from './laned-path.ts';
import { allocateScratch, madePath, type Scratch } from './made-path.ts';
import { addressedRecordBytes, readAll } from './read-loop.ts';
import type { RecordPath } from './record-path.ts';
import { sendSeal } from './seal.ts';
import { encodeSmallFile, hasRoom, isSmall } from './small-file.ts';

/** The kernel reads ahead so far by itself. */
const READ_AHEAD_BYTES = 128 * 1024;

/** A file that is being saved, with what `seal` needs. */
export interface Encoding extends EncodedFile {
  readonly digests: LaneDigests | undefined;
}

/** Where the data of an entry comes from; no reader: there is none. */
interface Input {
  readonly reader: DataReader | undefined;
  /** Undefined: it is no file's. */
  readonly fd: number | undefined;
}

export function openFileEncoder(options: EncodeOptions): FileEncoder {
  return new Encoder(options);
}

class Encoder implements FileEncoder {
  readonly #options: EncodeOptions;
  readonly #recordBytes: number;
  readonly #lanes: Lanes;
  readonly #session: { readonly key: DataKey; readonly record: Buffer } | undefined;
  #scratch: Scratch | undefined;

  constructor(options: EncodeOptions) {
    const { pki, writer, threads } = options;
    this.#options = options;
    this.#recordBytes = recordBytesOf(options);
    this.#lanes = new Lanes(writer, this.#recordBytes, threads);
    if (pki.encrypts) {
      const key = newDataKey(pki.cipher);
      this.#session = { key, record: encodeSessionData(key, pki.recipients) };
    }
  }

  dataStream(entry: Pick<DataEntry, 'type' | 'options'>): number {
    return this.#format(entry).stream;
  }

  encode(entry: DataEntry, fileIndex: number): Promise<Encoding> | Encoding {
    if (entry.type === DATA_TYPE.empty) return this.#encodeEmpty(entry, fileIndex);
    const fd = openData(entry);
    if (fd instanceof SystemFault) return notOpened(cannotOpen(entry, fd));
    return this.#encodeAtOnce(fd, entry, fileIndex) ?? this.#encodeAndClose(fd, entry, fileIndex);
  }

  /** Undefined: it is not that small, more is to be done to it, or there is no room for it just now. */
  #encodeAtOnce(fd: number, entry: DataEntry, fileIndex: number): Encoding | undefined {
    const { writer, pki } = this.#options;
    if (pki.encrypts || pki.signs || !isSmall(entry, this.#recordBytes) || !hasRoom(writer, entry)) return undefined;
    try {
      return encodeSmallFile(fd, entry, { writer, fileIndex });
    } finally {
      this.#close(fd, entry);
    }
  }

  /** Everybody may read it, and what it grows by meanwhile belongs to the next backup. */
  #encodeEmpty(entry: DataEntry, fileIndex: number): Encoding {
    if (this.#session !== undefined) this.#send(fileIndex, STREAM.sessionData, 0, this.#session.record);
    const digests = digestsOfNothing(this.#digestNames(entry));
    return { opened: true, readBytes: 0, digest: fileDigest(entry, digests), problems: NO_PROBLEMS, digests };
  }

  async #encodeAndClose(fd: number, entry: DataEntry, fileIndex: number): Promise<Encoding> {
    try {
      return await this.#encodeOpen(fd, entry, fileIndex);
    } finally {
      this.#close(fd, entry);
    }
  }

  #close(fd: number, entry: DataEntry): void {
    if (entry.options.keepAtime) keepAtime(fd, entry);
    openFiles().closeFile(fd);
  }

  encodeFrom(reader: DataReader, entry: DataEntry, fileIndex: number): Promise<Encoding> {
    return this.#encodeData({ reader, fd: undefined }, entry, fileIndex);
  }

  seal(file: EncodedFile, fileIndex: number): Promise<void> | undefined {
    const { writer, pki } = this.#options;
    return sendSeal(writer, pki, file as Encoding, fileIndex);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lanes[Symbol.asyncDispose]();
  }

  /** Data of a hard link is that of its first name: only what it would be without encryption is recorded. */
  #format({ type, options }: Pick<DataEntry, 'type' | 'options'>): DataFormat {
    const encrypted = this.#session !== undefined && type !== 1;
    return formatFor(options, { encrypted, regular: type !== DATA_TYPE.device && type !== DATA_TYPE.fifo });
  }

  #encodeOpen(fd: number, entry: DataEntry, fileIndex: number): Promise<Encoding> {
    const { sizeBytes } = entry.stat;
    const reader = hasData(entry) ? openReader(fd, entry.type, sizeBytes, this.#options.pause) : undefined;
    if (reader !== undefined && sizeBytes > READ_AHEAD_BYTES) readAhead(fd);
    return this.#encodeData({ reader, fd }, entry, fileIndex);
  }

  async #encodeData({ reader, fd }: Input, entry: DataEntry, fileIndex: number): Promise<Encoding> {
    const { writer, pause } = this.#options;
    const { sizeBytes } = entry.stat;
    const format = this.#format(entry);
    if (this.#session !== undefined && entry.type !== DATA_TYPE.fifo) {
      this.#send(fileIndex, STREAM.sessionData, sizeBytes, this.#session.record);
    }
    const path = this.#path(entry, format, reader !== undefined);
    const problems: FileProblem[] = [];
    let readBytes = 0;
    let whole = true;
    if (reader !== undefined) {
      const regular = entry.type === DATA_TYPE.regular && fd !== undefined;
      const recordBytes = format.addressed ? addressedRecordBytes(this.#recordBytes) : this.#recordBytes;
      const leaveOutZeros = format.addressed && regular;
      const lastBytesMin = format.encrypted ? ENCRYPTED_BYTES_MIN : 0;
      writer.header(fileIndex, format.stream, sizeBytes);
      try {
        const options = { reader, path, sizeBytes, recordBytes, leaveOutZeros, lastBytesMin, pause };
        readBytes = await readAll({ fd: fd ?? -1, ...options });
      } catch (error) {
        if (!isSystemError(error)) throw error;
        problems.push(cannotRead(entry, SystemFault.of(error)));
        whole = false;
      }
      if (whole && regular && fd !== undefined) problems.push(...changes(fd, entry, reader.position));
    }
    const digests = path.end();
    if (reader !== undefined) writer.signal(SIGNAL.EOD);
    const digest = whole && entry.type !== DATA_TYPE.fifo ? fileDigest(entry, digests) : undefined;
    return { opened: true, readBytes, digest, problems, digests: whole ? digests : undefined };
  }

  #path(entry: DataEntry, { addressed, encrypted }: DataFormat, read: boolean): RecordPath {
    const { writer } = this.#options;
    const { compression } = entry.options;
    const { sizeBytes } = entry.stat;
    const names = this.#digestNames(entry);
    const cipher = encrypted && this.#session !== undefined && read ? openCipher(this.#session.key) : undefined;
    if (compression === undefined && cipher === undefined) {
      const hash = openBlockHash(names, names.length > 0 ? this.#lanes.hashing(sizeBytes) : undefined);
      return directPath({ writer, hash, addressed, recordBytes: this.#recordBytes });
    }
    const hash = openFileHash(names);
    const lanes = compression === undefined ? undefined : this.#lanes.compressing(sizeBytes);
    if (compression !== undefined && lanes !== undefined) {
      return lanedPath({ writer, lanes, hash, addressed, codec: compression, cipher });
    }
    this.#scratch ??= allocateScratch(this.#recordBytes);
    return madePath({ writer, scratch: this.#scratch, hash, addressed, codec: compression, cipher });
  }

  #digestNames({ options, type }: DataEntry): DigestName[] {
    if (type === DATA_TYPE.fifo) return [];
    const { pki } = this.#options;
    const asked = digestOfSignature(options.signature)?.name;
    const signed = pki.signs ? pki.digest : undefined;
    return [...new Set([asked, signed])].filter((name) => name !== undefined);
  }

  #send(fileIndex: number, stream: number, info: number, record: Buffer): void {
    const { writer } = this.#options;
    writer.record(fileIndex, stream, info, record, true);
  }
}

const NO_PROBLEMS: readonly FileProblem[] = [];

const notOpened = (problem: FileProblem): Encoding => ({
  opened: false,
  readBytes: 0,
  digest: undefined,
  problems: [problem],
  digests: undefined,
});
