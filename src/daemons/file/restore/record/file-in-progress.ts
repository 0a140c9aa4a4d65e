/**
 * One file between its record of attributes and the next one of its session. Whatever goes wrong is said once and ends
 * this file only: its further records are taken and thrown away.
 */
import type { ByteString } from '../../../../core/index.ts';
import { AppError, toByteString } from '../../../../core/index.ts';
import type { DataKey } from '../../crypto/index.ts';
import { SystemFault } from '../../native/index.ts';
import { type DataDecoder, type DataFormat, openDataDecoder } from '../../streams/index.ts';
import type { FileCheck } from '../check/file-check.ts';
import { TargetError } from '../errors.ts';
import type { RecordedFile } from './choose-entry.ts';
import { WindowsData } from './windows-data.ts';

/** Where decoded data goes. */
export interface DataSink {
  write(bytes: Buffer, address: number | undefined): void;
}

export class FileInProgress {
  readonly file: RecordedFile;
  readonly check: FileCheck;
  /** Bytes of the file that came; of a sparse one, where the last of them ended. */
  sizeBytes = 0;
  writtenBytes = 0;
  hadData = false;
  readonly #sink: DataSink;
  readonly #key: () => DataKey;
  #format: DataFormat | undefined;
  #decoder: DataDecoder | undefined;
  #windows: WindowsData | undefined;

  /** `key`: of encrypted data, asked for when such comes. */
  constructor(file: RecordedFile, sink: DataSink, check: FileCheck, key: () => DataKey) {
    this.file = file;
    this.#sink = sink;
    this.check = check;
    this.#key = key;
  }

  get isWindows(): boolean {
    return this.#windows !== undefined;
  }

  /** @throws what `sentenceOf` knows */
  data(format: DataFormat, record: Buffer): void {
    if (this.#decoder === undefined || this.#format?.stream !== format.stream) this.#begin(format);
    this.#decoder?.take(record, this.#use);
  }

  /** All data has come. @throws what `sentenceOf` knows */
  endOfData(): void {
    this.#decoder?.end(this.#use);
    this.#decoder = undefined;
  }

  #begin(format: DataFormat): void {
    this.endOfData();
    this.hadData = true;
    this.#format = format;
    this.#decoder = openDataDecoder(format, format.encrypted ? this.#key() : undefined);
    if (format.windows) this.#windows = new WindowsData();
  }

  readonly #use = (bytes: Buffer, address: number | undefined): void => {
    this.check.update(bytes);
    if (this.#windows !== undefined) this.#windows.take(bytes, (own) => this.#write(own, undefined));
    else this.#write(bytes, address);
  };

  #write(bytes: Buffer, address: number | undefined): void {
    this.#sink.write(bytes, address);
    this.writtenBytes += bytes.length;
    this.sizeBytes = Math.max(this.sizeBytes, (address ?? this.sizeBytes) + bytes.length);
  }
}

/** What is said of an error that concerns one file only; undefined: it is a fault of ours. */
export function sentenceOf(error: unknown): ByteString | undefined {
  if (error instanceof TargetError) return error.text;
  if (error instanceof AppError) return toByteString(error.message);
  return error instanceof Error && 'errno' in error ? `ERR=${SystemFault.of(error).message}` : undefined;
}
