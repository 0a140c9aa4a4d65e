/**
 * Verify of the data on a Volume (specification 02 §13): everything is read, taken apart as for a restore, hashed, and
 * compared with the digests that were saved with it. Nothing is written, and only what differs is told.
 */
import {
  type AttributeRecord,
  decodeAttributeRecord,
  isAttributeStream,
  STREAM,
  streamType,
} from '../../../protocol/index.ts';
import { type DataKey, openPki, openSessionData, type Pki } from '../crypto/index.ts';
import {
  type DataDecoder,
  DIGEST_KINDS,
  type Digest,
  type DigestName,
  dataFormat,
  digestKindOfStream,
  openDataDecoder,
  openDigest,
} from '../streams/index.ts';
import { readRecords } from './read-session.ts';
import type { StorageLink } from './storage-link.ts';
import type { Outcome } from './thread-calls.ts';
import type { ThreadTools } from './thread-tools.ts';

/** A file whose records are being read. */
interface Verified {
  readonly fileIndex: number;
  readonly sessionId: number;
  readonly attributes: AttributeRecord;
  readonly digests: ReadonlyMap<DigestName, Digest>;
  key: DataKey | undefined;
  decoder: DataDecoder | undefined;
  broken: boolean;
}

export async function verifyData(tools: ThreadTools, storage: StorageLink): Promise<Outcome> {
  const verifier = new DataVerifier(tools);
  await readRecords(storage, tools, (header, data) => {
    verifier.take(header.sessionId, header.fileIndex, header.stream, data);
    return undefined;
  });
  verifier.finish();
  return { status: verifier.differences > 0 ? 'D' : 'T', encrypted: false };
}

/** Takes records one after the other; what differs is said to be an error of the Job. */
export class DataVerifier {
  differences = 0;
  readonly #tools: ThreadTools;
  readonly #pki: Pki;
  /** Until a first digest has come, nobody knows which one it will be. */
  #names: readonly DigestName[] = DIGEST_KINDS.map(({ name }) => name);
  #file: Verified | undefined;

  constructor(tools: ThreadTools) {
    this.#tools = tools;
    this.#pki = openPki(tools.settings.pki);
  }

  take(sessionId: number, fileIndex: number, stream: number, data: Buffer): void {
    if (isAttributeStream(stream)) {
      this.#begin(sessionId, fileIndex, data);
      return;
    }
    const file = this.#file;
    if (file === undefined || file.fileIndex !== fileIndex || file.sessionId !== sessionId) return;
    const kind = digestKindOfStream(stream);
    if (kind !== undefined) this.#compare(file, kind.name, data);
    else if (streamType(stream) === STREAM.sessionData) this.#openKey(file, data);
    else this.#hash(file, stream, data);
  }

  finish(): void {
    if (this.#file !== undefined) this.#end(this.#file);
    this.#file = undefined;
  }

  #begin(sessionId: number, fileIndex: number, data: Buffer): void {
    this.finish();
    const attributes = decodeAttributeRecord(data);
    const { figures } = this.#tools;
    figures.add('files', 1);
    figures.add('examined', 1);
    figures.currentFile = attributes.path;
    const digests = new Map(this.#names.map((name) => [name, openDigest(name)] as const));
    this.#file = { fileIndex, sessionId, attributes, digests, key: undefined, decoder: undefined, broken: false };
  }

  #openKey(file: Verified, data: Buffer): void {
    try {
      file.key = openSessionData(data, this.#pki.own === undefined ? [] : [this.#pki.own]);
    } catch (error) {
      this.#breakDown(file, error);
    }
  }

  #hash(file: Verified, stream: number, data: Buffer): void {
    const format = dataFormat(stream);
    if (format === undefined || file.broken) return;
    this.#tools.figures.add('jobBytes', data.length);
    this.#tools.figures.add('readBytes', data.length);
    try {
      file.decoder ??= openDataDecoder(format, file.key);
      file.decoder.take(data, (bytes) => update(file, bytes));
    } catch (error) {
      this.#breakDown(file, error);
    }
  }

  #end(file: Verified): void {
    const { decoder } = file;
    file.decoder = undefined;
    if (decoder === undefined || file.broken) return;
    try {
      decoder.end((bytes) => update(file, bytes));
    } catch (error) {
      this.#breakDown(file, error);
    }
  }

  #compare(file: Verified, name: DigestName, saved: Buffer): void {
    this.#end(file);
    this.#names = [...new Set([name, ...(this.#names.length < DIGEST_KINDS.length ? this.#names : [])])];
    // A further name of a file has its digest, and no data.
    if (file.broken || file.attributes.type === HARD_LINK) return;
    const found = file.digests.get(name)?.digest();
    if (found === undefined || found.equals(saved)) return;
    const [cat, now] = [saved, found].map((digest) => digest.toString('base64').replaceAll('=', ''));
    this.#differs(
      `File: ${file.attributes.path}\n      ${name.toUpperCase()} digest differs. File=${now} Cat=${cat}\n`,
    );
  }

  #breakDown(file: Verified, error: unknown): void {
    file.broken = true;
    this.#differs(`File: ${file.attributes.path}\n      ${error instanceof Error ? error.message : String(error)}\n`);
  }

  #differs(text: string): void {
    this.differences++;
    this.#tools.complain('error', text);
  }
}

const HARD_LINK = 1;

function update({ digests }: Verified, bytes: Buffer): void {
  for (const digest of digests.values()) digest.update(bytes);
}
