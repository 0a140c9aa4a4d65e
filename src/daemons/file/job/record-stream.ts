/**
 * The records of a backup on their way to the Storage, one file after the other (specification 04 §3): attributes first,
 * then data, ACLs and extended attributes, signature and digest.
 */
import { type ByteString, decimalText, describeError, toByteString } from '../../../core/index.ts';
import { encodeLStat, FILE_TYPE, type LStat, STREAM } from '../../../protocol/index.ts';
import { collectMetadata } from '../metadata/index.ts';
import { findNative, NativeMissingError } from '../native/index.ts';
import type { DataEntry, DataReader, EncodedFile, FileEncoder, FileProblem, PacketWriter } from '../streams/index.ts';
import type { HardLinks, WalkEntry } from '../walk/index.ts';
import type { ThreadTools } from './thread-tools.ts';

export interface RecordStreamOptions {
  readonly tools: ThreadTools;
  readonly writer: PacketWriter;
  readonly encoder: FileEncoder;
  readonly links: HardLinks;
  /** Of the file before the first one. */
  readonly fileIndex: number;
}

/** Types that have data, and with it a digest. */
const WITH_DATA: readonly number[] = [2, 3, 16, 17];

export class RecordStream {
  readonly #options: RecordStreamOptions;
  #fileIndex: number;
  #toldNative = false;

  constructor(options: RecordStreamOptions) {
    this.#options = options;
    this.#fileIndex = options.fileIndex;
  }

  get fileIndex(): number {
    return this.#fileIndex;
  }

  /** Saves an entry under the name `path`. Undefined: there is nothing to wait for. */
  save(entry: WalkEntry, path: ByteString): Promise<void> | undefined {
    const { tools, encoder, links } = this.#options;
    const { stat, type, options } = entry;
    const fileIndex = this.#next();
    tools.figures.add('saved', 1);
    this.#attributes(STREAM.attributes, type, path, stat, encoder.dataStream(entry), entry.link, '0');
    if (options.hardLinks && hasSeveralNames(entry)) links.note(stat, path, fileIndex);
    if (WITH_DATA.includes(type)) {
      const encoded = encoder.encode(entry, fileIndex);
      return encoded instanceof Promise
        ? this.#afterData(entry, encoded, fileIndex)
        : this.#behindData(entry, encoded, fileIndex);
    }
    this.#metadata(entry);
    if (type === FILE_TYPE.hardLink && entry.first?.digest !== undefined) {
      this.record(entry.first.digestStream, entry.first.digest);
    }
    return undefined;
  }

  async #afterData(entry: WalkEntry, encoding: Promise<EncodedFile>, fileIndex: number): Promise<void> {
    const rest = this.#behindData(entry, await encoding, fileIndex);
    if (rest !== undefined) await rest;
    this.#options.tools.figures.set('jobBytes', this.#options.writer.jobBytes);
  }

  #behindData(entry: WalkEntry, encoded: EncodedFile, fileIndex: number): Promise<void> | undefined {
    this.#account(encoded);
    if (!encoded.opened) return undefined;
    this.#metadata(entry);
    const sealed = this.#options.encoder.seal(encoded, fileIndex);
    if (!entry.options.hardLinks || !hasSeveralNames(entry)) return sealed;
    return this.#noteDigest(entry, encoded, sealed);
  }

  /** What a plugin gives: between two records that name it (stream 26). */
  async savePlugin(command: ByteString, entry: DataEntry, data: DataReader): Promise<void> {
    const { encoder, tools, writer } = this.#options;
    const fileIndex = this.#next();
    tools.figures.add('saved', 1);
    this.record(STREAM.pluginName, `${fileIndex} 1 1 ${command}\0`);
    this.#attributes(STREAM.attributes, entry.type, entry.path, entry.stat, encoder.dataStream(entry), '', '0');
    const encoded = await encoder.encodeFrom(data, entry, fileIndex);
    this.#account(encoded);
    await encoder.seal(encoded, fileIndex);
    this.record(STREAM.pluginName, `${fileIndex} 0`);
    tools.figures.set('jobBytes', writer.jobBytes);
  }

  /** Only attributes have changed: they, and the digest that the Catalog has, are sent (stream 37). */
  saveAttributes(
    entry: WalkEntry,
    path: ByteString,
    deltaSeq: number,
    digest: { stream: number; bytes: Buffer },
  ): void {
    const dataStream = this.#options.encoder.dataStream(entry);
    this.#next();
    this.#options.tools.figures.add('saved', 1);
    this.#attributes(STREAM.attributeUpdate, FILE_TYPE.regular, path, entry.stat, dataStream, '', `${deltaSeq}`);
    this.record(digest.stream, digest.bytes);
  }

  /** A file that is no longer there, or one that stands in another Job: nothing but its name and what the list says. */
  mention(type: number, path: ByteString, lstat: LStat): void {
    this.#next();
    this.#attributes(STREAM.attributes, type, path, lstat, lstat.dataStream, '', '0');
  }

  /** A stream of one record about the current file, which is no data. */
  record(stream: number, data: Buffer | ByteString, counted = false, info = 0): void {
    this.#options.writer.record(this.#fileIndex, stream, info, data, counted);
  }

  /** In the order in which they are seen, not counting the Job's own. */
  #next(): number {
    this.#options.tools.figures.set('files', ++this.#fileIndex);
    return this.#fileIndex;
  }

  #attributes(
    stream: number,
    type: number,
    path: ByteString,
    stat: LStat,
    dataStream: number,
    link: ByteString,
    delta: string,
  ): void {
    const lstat = encodeLStat(stat, dataStream);
    this.record(stream, `${decimalText(this.#fileIndex)} ${type} ${path}\0${lstat}\0${link}\0\0${delta}\0`);
  }

  #metadata(entry: WalkEntry): void {
    const { acl, xattr } = entry.options;
    if (!acl && !xattr) return;
    if (!this.#toldNative) this.#tellNative();
    const { streams, problems } = collectMetadata(entry.path, entry.stat.mode, entry.options);
    for (const { stream, data } of streams) this.record(stream, data, true);
    for (const text of problems) this.#options.tools.complain('warning', `${text}\n`);
  }

  /** Once in a Job, and only where a FileSet asks for what is missing. */
  #tellNative(): void {
    this.#toldNative = true;
    const native = findNative();
    if (native instanceof NativeMissingError)
      this.#options.tools.complain('warning', `${toByteString(describeError(native))}\n`);
  }

  #account({ readBytes, problems }: EncodedFile): void {
    const { tools } = this.#options;
    if (readBytes > 0) tools.figures.add('readBytes', readBytes);
    for (const problem of problems) tellProblem(tools, problem);
  }

  async #noteDigest({ stat }: WalkEntry, { digest }: EncodedFile, sealed: Promise<void> | undefined): Promise<void> {
    await sealed;
    if (digest !== undefined)
      this.#options.links.noteDigest(stat, digest.stream, digest.bytes ?? (await digest.known()));
  }
}

/** Further names of it will be links to this one. */
export const hasSeveralNames = ({ stat, type }: WalkEntry): boolean => stat.nlink > 1 && !ONE_NAME.includes(type);
const ONE_NAME: readonly number[] = [FILE_TYPE.hardLink, FILE_TYPE.symlink, FILE_TYPE.directory];

export function tellProblem(tools: ThreadTools, { message, text, countsAsError }: Omit<FileProblem, 'path'>): void {
  if (countsAsError) tools.complain(message, `${text}\n`);
  else tools.say(message, `${text}\n`);
}
