/**
 * The attributes of one backup on their way into File rows: 03 §6. A digest follows the attributes that it belongs to,
 * so a row is complete when the next attributes come; the last one is handed on at the end. The ingest is opened with
 * the first record, so that a Job without files costs nothing.
 */
import type { AttributeIngest, FileRecord, JournalIngest } from '../../catalog/index.ts';
import {
  type AttributePacket,
  decodeAttributeRecord,
  digestText,
  FILE_TYPE,
  isAttributeStream,
  isDigestStream,
  MalformedMessageError,
} from '../../protocol/index.ts';

type Held = Promise<void> | undefined;
type Ingest = AttributeIngest & Partial<Pick<JournalIngest, 'amend'>>;
type OpenRecord = { -readonly [K in keyof FileRecord]: FileRecord[K] };

export class AttributeStream {
  readonly #open: () => Promise<Ingest>;
  readonly #onOther: (stream: number) => void;
  #ingest: Ingest | undefined;
  #pending: OpenRecord | undefined;
  /** The FileIndex as it was sent: a deleted entry's row carries it negated. */
  #pendingIndex = 0;
  /** The last fact of a journal that the pending record is made of. */
  #pendingFact: number | undefined;
  /** Handed on before its digest came; without a FileIndex: by somebody else, of whom nothing is known. */
  #released: { readonly fileIndex?: number; readonly name?: FileRecord['name'] } | undefined;
  files = 0;
  /** Set where rows of later FileIndexes do not count: they have to leave the Catalog again. */
  lastFileIndex: number | undefined;

  constructor(open: () => Promise<Ingest>, onOther: (stream: number) => void = () => undefined) {
    this.#open = open;
    this.#onOther = onOther;
  }

  /** A promise means: wait for it before the next packet. `fact`: its number in a journal. */
  take(packet: AttributePacket, fact?: number): Held {
    if (isAttributeStream(packet.stream)) return this.#takeAttributes(packet, fact);
    if (isDigestStream(packet.stream)) return this.#takeDigest(packet, fact);
    this.#onOther(packet.stream);
    return undefined;
  }

  /** Hands on what still waits for its digest, which finds its row later. */
  release(): Held {
    if (this.#pending === undefined) return undefined;
    this.#released = { fileIndex: this.#pendingIndex, name: this.#pending.name };
    return this.#flush();
  }

  /** The next digest may belong to attributes that somebody else has taken. */
  resume(): void {
    this.#released = {};
  }

  /** What was taken of later files was taken back by the Storage Daemon. */
  shorten(lastFileIndex: number): void {
    this.lastFileIndex = lastFileIndex;
  }

  /** When it resolves, all that was taken is committed. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#ingest?.finish();
  }

  async abort(): Promise<void> {
    await this.#ingest?.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ingest?.[Symbol.asyncDispose]();
  }

  #takeAttributes(packet: AttributePacket, fact: number | undefined): Held {
    const held = this.#flush();
    const record = decodeAttributeRecord(packet.record);
    const deleted = record.type === FILE_TYPE.deleted;
    this.#pendingIndex = packet.fileIndex;
    this.#pendingFact = fact;
    this.#released = undefined;
    this.#pending = {
      name: record.path,
      fileIndex: deleted ? -packet.fileIndex : packet.fileIndex,
      lstat: record.lstat,
      digest: '0',
      deltaSeq: record.type === FILE_TYPE.regular ? record.deltaSeq : 0,
    };
    this.files++;
    return held;
  }

  #takeDigest({ fileIndex, record }: AttributePacket, fact: number | undefined): Held {
    const digest = digestText(record);
    if (this.#pending !== undefined && this.#pendingIndex === fileIndex) {
      this.#pending.digest = digest;
      this.#pendingFact = fact;
      return undefined;
    }
    const released = this.#pending === undefined ? this.#released : undefined;
    if (released === undefined || (released.fileIndex ?? fileIndex) !== fileIndex) {
      throw new MalformedMessageError('digest', `FileIndex ${fileIndex} without its attributes`);
    }
    return this.#amend({ ...released, fileIndex, digest }, fact);
  }

  async #amend(digest: Parameters<JournalIngest['amend']>[0], fact: number | undefined): Promise<void> {
    this.#ingest ??= await this.#open();
    await this.#ingest.amend?.(digest, fact);
  }

  #flush(): Held {
    const record = this.#pending;
    this.#pending = undefined;
    if (record === undefined) return undefined;
    if (this.#ingest !== undefined) return this.#ingest.add(record, this.#pendingFact);
    return this.#begin(record, this.#pendingFact);
  }

  async #begin(first: FileRecord, fact: number | undefined): Promise<void> {
    this.#ingest = await this.#open();
    await this.#ingest.add(first, fact);
  }
}
