/** The records of one backup session, in their order: each goes to the file that it belongs to. */
import { type AttributeRecord, decodeAttributeRecord, decodeLStat, FILE_TYPE } from '../../../../protocol/index.ts';
import { type DataFormat, dataFormat, digestKindOfStream, type RingHash } from '../../streams/index.ts';
import { DigestExpectation } from '../check/digest-expectation.ts';
import { FileCheck } from '../check/file-check.ts';
import type { Figures } from '../figures.ts';
import type { RestoreHeader, RestoreOptions } from '../restore-writer.ts';
import { type ChooseContext, chooseEntry, type RecordedFile } from './choose-entry.ts';
import { CurrentFile, type FileListener } from './current-file.ts';
import { FileInProgress, sentenceOf } from './file-in-progress.ts';
import { pluginEntry } from './plugin-entry.ts';
import { type RecordKind, recordKind } from './record-kind.ts';
import { SessionKey } from './session-key.ts';

export interface SessionContext extends ChooseContext, FileListener {
  readonly options: RestoreOptions;
  readonly figures: Figures;
  readonly hash: RingHash;
  waitFor(promise: Promise<void>): void;
}

/** `<FileIndex> 1 <portable> <command>\0` before a plugin's file, `<FileIndex> 0` behind it. */
const PLUGIN_START = /^\d+ 1 \d+ ([^\0]*)/s;
/** The hash of what nobody compares. */
const UNCHECKED: readonly number[] = [FILE_TYPE.hardLink, FILE_TYPE.symlink, FILE_TYPE.directory, FILE_TYPE.special];

export class SessionReader {
  readonly #context: SessionContext;
  readonly #expectation: DigestExpectation;
  readonly #key: SessionKey;
  /** Undefined: none, or one that is left out. */
  #file: CurrentFile | undefined;
  #fileIndex = 0;
  /** Of the plugin that the next file belongs to. */
  #plugin: string | undefined;

  /** `session`: its numbers, as `sessionKey` has them. */
  constructor(context: SessionContext, session: string) {
    const { pki, savedDigests } = context.options;
    this.#context = context;
    const signed = pki?.signs === true;
    // Who signed may have chosen another digest than the FileSet.
    this.#expectation = new DigestExpectation(
      signed ? [pki.digest] : [],
      signed ? undefined : savedDigests?.get(session),
    );
    this.#key = new SessionKey(pki);
  }

  get currentFile(): RecordedFile | undefined {
    return this.#file?.progress.file;
  }

  take(header: RestoreHeader, data: Buffer): void {
    const { fileIndex, stream } = header;
    const kind = recordKind(stream);
    if (kind === 'attributes') this.#begin(fileIndex, stream, data);
    else if (kind === 'plugin') this.#takePlugin(data);
    else if (kind === 'unknown') this.#context.figures.countUnknown(stream);
    else if (kind !== 'nothing' && fileIndex !== this.#fileIndex) this.#lost(fileIndex);
    else this.#takeOfFile(kind, stream, data);
  }

  #takeOfFile(kind: RecordKind, stream: number, data: Buffer): void {
    const file = this.#file;
    if (kind === 'session-data') this.#key.take(data);
    else if (kind === 'data') file?.data(dataFormat(stream) as DataFormat, data);
    else if (kind === 'metadata') file?.metadata(stream, data);
    else if (kind === 'signature') file?.signature(data);
    else if (kind === 'digest') {
      const digest = digestKindOfStream(stream);
      if (digest !== undefined) file?.digest(digest, data);
    }
  }

  /** No more records of the current file. */
  close(): void {
    const file = this.#file;
    this.#file = undefined;
    file?.close();
  }

  #begin(fileIndex: number, stream: number, data: Buffer): void {
    this.close();
    this.#fileIndex = fileIndex;
    this.#context.figures.files++;
    let path = `FileIndex ${fileIndex}`;
    try {
      const record = decodeAttributeRecord(data);
      path = record.path;
      this.#open(this.#recorded(record, stream));
    } catch (error) {
      const sentence = sentenceOf(error);
      if (sentence === undefined) throw error;
      this.#context.error(path, `Could not restore ${path}: ${sentence}`);
    }
  }

  #recorded(record: AttributeRecord, stream: number): RecordedFile {
    const lstat = decodeLStat(record.lstat);
    const path =
      this.#plugin === undefined ? this.#context.destination.place(record.path, lstat.mtimeSec) : record.path;
    return { stream, record, lstat, path };
  }

  #open(file: RecordedFile): void {
    const { options, figures } = this.#context;
    const chosen = this.#plugin === undefined ? chooseEntry(file, this.#context) : this.#openPlugin(file);
    if (chosen === undefined) return;
    if (chosen.kind === 'left-out') {
      figures.skipped++;
      const { message, text } = chosen;
      options.problem({ path: file.path, message, text, countsAsError: false });
      return;
    }
    const { sizeBytes } = file.lstat;
    const names = UNCHECKED.includes(file.record.type) ? [] : this.#expectation.namesFor(sizeBytes);
    const check = new FileCheck(this.#context.hash.open(names, sizeBytes), this.#expectation);
    const progress = new FileInProgress(file, chosen.entry, check, () => this.#key.open());
    this.#file = new CurrentFile(progress, chosen, options, this.#context);
  }

  #openPlugin(file: RecordedFile): ReturnType<typeof chooseEntry> {
    const { options } = this.#context;
    const plugin = options.openPlugin?.(this.#plugin ?? '');
    if (plugin === undefined) {
      const text = `${file.path} belongs to a plugin that is not here: ${this.#plugin}`;
      return { kind: 'left-out', message: 'warning', text };
    }
    plugin.attributes(file.record);
    const entry = pluginEntry(
      plugin,
      (wait) => this.#context.waitFor(wait),
      (text) => this.#context.error(file.path, text),
    );
    return { kind: 'entry', entry, release: () => {} };
  }

  #takePlugin(data: Buffer): void {
    this.close();
    this.#plugin = PLUGIN_START.exec(data.toString('latin1'))?.[1];
  }

  /** Records without the attributes before them: a part of the Volume is gone. */
  #lost(fileIndex: number): void {
    this.close();
    this.#fileIndex = fileIndex;
    const name = `FileIndex ${fileIndex}`;
    this.#context.error(name, `Could not restore the file of ${name}: its attributes did not come before its data`);
  }
}
