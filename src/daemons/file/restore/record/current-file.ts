/** The file that a session is at: made on the disk or handed to a plugin, written, checked and closed. */
import type { ByteString } from '../../../../core/index.ts';
import { FILE_TYPE, type MessageType, STREAM, streamType } from '../../../../protocol/index.ts';
import type { DataFormat, DigestKind } from '../../streams/index.ts';
import type { Finding } from '../check/file-check.ts';
import type { RestoreOptions } from '../restore-writer.ts';
import type { RestoredEntry } from '../target/restored-entry.ts';
import type { RecordedFile } from './choose-entry.ts';
import { type FileInProgress, sentenceOf } from './file-in-progress.ts';

/** What a file tells the restore. */
export interface FileListener {
  /** It is not back as it was saved. */
  error(path: ByteString, text: ByteString): void;
  /** Its data is back, something about it is not. */
  lack(path: ByteString, message: MessageType, text: ByteString): void;
  finding(path: ByteString, finding: Finding | Promise<Finding>): void;
  written(bytes: number): void;
}

const CHECKED: readonly number[] = [FILE_TYPE.empty, FILE_TYPE.regular, 16];

export class CurrentFile {
  readonly progress: FileInProgress;
  readonly #entry: RestoredEntry;
  readonly #release: () => void;
  readonly #options: RestoreOptions;
  readonly #listener: FileListener;
  /** What became of its digest, or will. */
  #digest: { readonly found: Finding | Promise<Finding> } | undefined;
  #settled = false;
  #failed = false;

  constructor(
    progress: FileInProgress,
    { entry, release }: { readonly entry: RestoredEntry; readonly release: () => void },
    options: RestoreOptions,
    listener: FileListener,
  ) {
    this.progress = progress;
    this.#entry = entry;
    this.#release = release;
    this.#options = options;
    this.#listener = listener;
  }

  get #file(): RecordedFile {
    return this.progress.file;
  }

  data(format: DataFormat, record: Buffer): void {
    this.#attempt(() => {
      const before = this.progress.writtenBytes;
      this.progress.data(format, record);
      this.#listener.written(this.progress.writtenBytes - before);
    });
  }

  metadata(stream: number, data: Buffer): void {
    this.#attempt(() => {
      this.#settle();
      const { path } = this.#entry;
      const problems = path === undefined ? undefined : this.#options.metadata.apply(path, stream, data);
      // They name the way by which the file was reached; a file system without such things is nothing unusual.
      if (problems !== undefined)
        this.#listener.lack(this.#file.path, 'warning', problems.replaceAll(`"${path}"`, `"${this.#file.path}"`));
    });
  }

  signature(record: Buffer): void {
    const { pki } = this.#options;
    if (this.#failed || !this.#isChecked || pki?.signs !== true) return;
    this.#attempt(() => {
      this.#settle();
      this.#listener.finding(this.#file.path, this.progress.check.signature(Buffer.from(record), pki, this.#file.path));
    });
  }

  digest(kind: DigestKind, record: Buffer): void {
    if (this.#failed || !this.#isChecked) return;
    this.#attempt(() => {
      this.#settle();
      const found = this.progress.check.digest(kind, record, this.#file.path);
      this.#digest = { found };
      this.#listener.finding(this.#file.path, found);
    });
  }

  /** Nothing more comes for it. */
  close(): void {
    this.#attempt(() => {
      this.#settle();
      this.#checkSize();
      this.#checkSigned();
    });
    this.progress.check.end();
    this.#closeEntry();
    this.#release();
    if (!this.#failed) this.#options.restored?.(this.#file.path, this.#file.lstat);
  }

  /** Only of what was saved with its data is there something to compare. */
  get #isChecked(): boolean {
    const { record, stream } = this.#file;
    return CHECKED.includes(record.type) && streamType(stream) !== STREAM.attributeUpdate;
  }

  /** All data has come; owner and mode go before whatever else is applied. */
  #settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.progress.endOfData();
    for (const text of this.#entry.settle()) this.#say(text);
  }

  #checkSize(): void {
    const { record, lstat, path } = this.#file;
    const { sizeBytes, isWindows } = this.progress;
    const isFile = record.type === FILE_TYPE.regular || record.type === FILE_TYPE.empty;
    if (!isFile || !this.#isChecked || isWindows || sizeBytes === lstat.sizeBytes || lstat.sizeBytes < 0) return;
    const text = `File size of restored file ${path} not correct. Original ${lstat.sizeBytes}, restored ${sizeBytes}.`;
    // Of a file that its Client could not read there is nothing at all, and its backup said so.
    if (!this.progress.hadData) this.#listener.lack(path, 'error', `${text} No data of it was saved.`);
    else this.#listener.finding(path, wrongSize(text, this.#digest));
  }

  #checkSigned(): void {
    const { path } = this.#file;
    if (this.#options.pki?.signs !== true || !this.#isChecked || this.progress.check.hadSignature) return;
    this.#listener.error(path, `Missing cryptographic signature for ${path}`);
  }

  #say(text: ByteString | undefined): void {
    if (text !== undefined) this.#listener.lack(this.#file.path, 'error', `${this.#file.path}: ${text}`);
  }

  /** Some file systems tell only here that they are full. */
  #closeEntry(): void {
    try {
      for (const text of this.#entry.close()) this.#say(text);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** What goes wrong is said once, and nothing more is done with the file's records. */
  #attempt(work: () => void): void {
    if (this.#failed) return;
    try {
      work();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    if (!this.#failed) this.#listener.error(this.#file.path, `Could not restore ${this.#file.path}: ${sentence}`);
    this.#failed = true;
  }
}

/** A file that shrank while it was saved is back as it was saved: then its digest says so. */
async function wrongSize(
  text: ByteString,
  digest: { readonly found: Finding | Promise<Finding> } | undefined,
): Promise<Finding> {
  const found = digest === undefined ? 'no-digest' : await digest.found;
  if (found === undefined) return { kind: 'as-saved', text: `${text} It was saved so.` };
  // Another digest has been said already, and says more.
  return found !== 'no-digest' && found.kind === 'mismatch' ? undefined : { kind: 'size', text };
}
