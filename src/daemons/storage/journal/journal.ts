/**
 * Everything that a Job has to tell its Director's Catalog, numbered, on disk (docs/decisions/0050): it is told again to
 * the next Director from the number on which that one's Catalog knows. What is acknowledged is deleted, file by file.
 */
import { mkdir, rm, unlink } from 'node:fs/promises';
import { type ByteString, byteStringToBytes } from '../../../core/index.ts';
import { AppendFile, SpoolFileError } from '../spool/index.ts';
import { type Facts, readFacts } from './read-facts.ts';
import { factHead, recordBytes, writeRecord } from './record.ts';
import { type Recovered, recoverSegments, type Segment, segmentPath } from './segments.ts';

const SEGMENT_BYTES = 16 * 1024 * 1024;

export interface JournalOptions {
  /** Small in tests. */
  readonly segmentBytes?: number;
}

export class Journal implements AsyncDisposable {
  readonly directory: ByteString;
  readonly #segmentBytes: number;
  #segments: Segment[];
  #file: AppendFile;
  #next: number;
  #acknowledged: number;
  /** How the last fact of the life before begins. */
  readonly recoveredLast: ByteString;
  /** While the next file is being made: what goes into it. */
  #held: Buffer[] | undefined;
  #rotating: Promise<void> = Promise.resolve();
  /** There while somebody waits for the next fact. */
  #grown: PromiseWithResolvers<void> | undefined;
  #hurried = false;
  #place: { readonly segment: number; readonly number: number; readonly position: number } | undefined;

  private constructor(directory: ByteString, file: AppendFile, recovered: Recovered, options: JournalOptions) {
    this.directory = directory;
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
    this.#segments = [...recovered.segments];
    this.#file = file;
    this.#next = recovered.next;
    this.recoveredLast = recovered.last;
    this.#acknowledged = this.first - 1;
  }

  /** An empty one; what bears the name is dropped. */
  static async create(directory: ByteString, options: JournalOptions = {}): Promise<Journal> {
    await rm(byteStringToBytes(directory), { recursive: true, force: true });
    await mkdir(byteStringToBytes(directory), { recursive: true, mode: 0o700 }).catch((error) => {
      throw new SpoolFileError('create', directory, error);
    });
    return Journal.open(directory, options);
  }

  /** What a daemon that is gone has left. */
  static async open(directory: ByteString, options: JournalOptions = {}): Promise<Journal> {
    const recovered = await recoverSegments(directory);
    const last = recovered.segments.at(-1) ?? { path: segmentPath(directory, recovered.next), first: recovered.next };
    const mode = recovered.segments.length === 0 ? 'create' : 'append';
    const segments = recovered.segments.length === 0 ? [last] : recovered.segments;
    return new Journal(directory, await AppendFile.open(last.path, { mode }), { ...recovered, segments }, options);
  }

  /** The first fact that is still there. */
  get first(): number {
    return this.#segments[0]?.first ?? this.#next;
  }

  /** The number of the next fact. */
  get next(): number {
    return this.#next;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** `write` puts a packet of so many bytes in its place. Throws SpoolFileError after a failed write. */
  append(packetBytes: number, write: (target: Buffer, at: number) => void): void {
    const head = factHead(this.#next);
    const bytes = recordBytes(head, packetBytes);
    const held = this.#held;
    const { buffer, at } =
      held === undefined ? this.#file.reserve(bytes) : { buffer: Buffer.allocUnsafe(bytes), at: 0 };
    writeRecord(buffer, at, head, packetBytes, write);
    if (held === undefined) this.#file.commit(bytes);
    else held.push(buffer);
    this.#next++;
    if (held === undefined && this.#file.size > this.#segmentBytes) this.#rotating = this.#rotate();
    this.#wake();
  }

  appendText(packet: ByteString): void {
    this.append(packet.length, (target, at) => target.write(packet, at, 'latin1'));
  }

  /** A promise: wait for it before the next fact. */
  room(): Promise<void> | undefined {
    return this.#held === undefined ? this.#file.room() : this.#rotating;
  }

  /** Readers find everything in the files. */
  async flush(): Promise<void> {
    await this.#rotating;
    await this.#file.flush();
  }

  /** All facts are safe on disk. */
  async sync(): Promise<void> {
    await this.#rotating;
    await this.#file.sync();
  }

  /** Everything up to this number is in the Catalog, and will stay there. */
  async acknowledge(number: number): Promise<void> {
    if (number <= this.#acknowledged || number >= this.#next) return;
    this.#acknowledged = number;
    while (this.#segments.length > 1 && (this.#segments[1]?.first ?? Number.POSITIVE_INFINITY) <= number + 1) {
      const gone = this.#segments.shift();
      if (gone !== undefined) await unlink(byteStringToBytes(gone.path)).catch(() => undefined);
    }
  }

  /** Facts from a number on, also those to come, until the signal. */
  read(from: number, signal: AbortSignal): AsyncGenerator<Facts> {
    return readFacts(this, from, signal);
  }

  /** Readers need not gather: somebody waits for what was appended last. */
  hurry(): void {
    this.#hurried = true;
    this.#wake();
  }

  /** The file that holds this number, or will. */
  segmentOf(number: number): Segment | undefined {
    return this.#segments.findLast(({ first }) => first <= number);
  }

  /** Where in its file a reader goes on: it does not begin anew at each look. */
  placeOf({ first }: Segment, number: number): number {
    const place = this.#place;
    return place?.segment === first && place.number === number ? place.position : 0;
  }

  rememberPlace({ first }: Segment, number: number, position: number): void {
    this.#place = { segment: first, number, position };
  }

  /** Resolves when there is a fact of that number; `hurried`: and it is wanted at once. */
  async grown(number: number): Promise<{ readonly hurried: boolean }> {
    while (this.#next <= number) {
      this.#grown ??= Promise.withResolvers();
      await this.#grown.promise;
    }
    const hurried = this.#hurried;
    this.#hurried = false;
    return { hurried };
  }

  /** Closes the files, which stay. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush().catch(() => undefined);
    await this.#file[Symbol.asyncDispose]();
  }

  async remove(): Promise<void> {
    await this[Symbol.asyncDispose]();
    await rm(byteStringToBytes(this.directory), { recursive: true, force: true });
  }

  #wake(): void {
    this.#grown?.resolve();
    this.#grown = undefined;
  }

  /** A new file for the facts from here on; what comes before it is there waits in memory. */
  async #rotate(): Promise<void> {
    const held: Buffer[] = [];
    this.#held = held;
    const [first, old] = [this.#next, this.#file];
    const path = segmentPath(this.directory, first);
    const file = await AppendFile.open(path, { mode: 'create' }).catch(() => undefined);
    if (file !== undefined) {
      this.#file = file;
      this.#segments.push({ path, first });
    }
    // Without a new file the old one goes on; the next fact tries again.
    for (const record of held) this.#file.add(record);
    this.#held = undefined;
    if (file === undefined) return;
    await old.sync();
    await old[Symbol.asyncDispose]();
  }
}
