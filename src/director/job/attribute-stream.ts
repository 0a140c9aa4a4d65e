/**
 * The attributes of one backup on their way into File rows: 03 §6. A digest follows the attributes that it belongs to,
 * so a row is complete when the next attributes come; the last one is handed on at the end. The ingest is opened with
 * the first record, so that a Job without files costs nothing.
 */
import type { AttributeIngest, FileRecord } from '../../catalog/index.ts';
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
type OpenRecord = { -readonly [K in keyof FileRecord]: FileRecord[K] };

export class AttributeStream {
  readonly #open: () => Promise<AttributeIngest>;
  readonly #onOther: (stream: number) => void;
  #ingest: AttributeIngest | undefined;
  #pending: OpenRecord | undefined;
  /** The FileIndex as it was sent: a deleted entry's row carries it negated. */
  #pendingIndex = 0;
  files = 0;
  /** Set where rows of later FileIndexes do not count: they have to leave the Catalog again. */
  lastFileIndex: number | undefined;

  constructor(open: () => Promise<AttributeIngest>, onOther: (stream: number) => void = () => undefined) {
    this.#open = open;
    this.#onOther = onOther;
  }

  /** A promise means: wait for it before the next packet. */
  take(packet: AttributePacket): Held {
    if (isAttributeStream(packet.stream)) return this.#takeAttributes(packet);
    if (isDigestStream(packet.stream)) this.#takeDigest(packet);
    else this.#onOther(packet.stream);
    return undefined;
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

  #takeAttributes(packet: AttributePacket): Held {
    const held = this.#flush();
    const record = decodeAttributeRecord(packet.record);
    const deleted = record.type === FILE_TYPE.deleted;
    this.#pendingIndex = packet.fileIndex;
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

  #takeDigest(packet: AttributePacket): void {
    if (this.#pending === undefined || this.#pendingIndex !== packet.fileIndex) {
      throw new MalformedMessageError('digest', `FileIndex ${packet.fileIndex} without its attributes`);
    }
    this.#pending.digest = digestText(packet.record);
  }

  #flush(): Held {
    const record = this.#pending;
    this.#pending = undefined;
    if (record === undefined) return undefined;
    if (this.#ingest !== undefined) return this.#ingest.add(record);
    return this.#begin(record);
  }

  async #begin(first: FileRecord): Promise<void> {
    this.#ingest = await this.#open();
    await this.#ingest.add(first);
  }
}
