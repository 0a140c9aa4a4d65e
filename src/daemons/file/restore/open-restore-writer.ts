/** RestoreWriter: sorts records by their sessions, gathers what is said of files, and closes everything in the end. */
import type { ByteString } from '../../../core/index.ts';
import type { MessageType } from '../../../protocol/index.ts';
import { RingHash, type SharedMemory } from '../streams/index.ts';
import type { Finding } from './check/file-check.ts';
import { Figures } from './figures.ts';
import { type SessionContext, SessionReader } from './record/session-reader.ts';
import {
  type RestoreFigures,
  type RestoreHeader,
  type RestoreOptions,
  type RestoreWriter,
  sessionKey,
} from './restore-writer.ts';
import { openDestination } from './target/destination.ts';
import { Folders } from './target/folders.ts';

/** So many digests may be computed elsewhere while files go on. */
const FINDINGS_MAX = 128;
/** Jobs of one restore; records of more sessions than that are no honest Volume's. */
const SESSIONS_MAX = 10_000;

/** @throws RegexWhereError, RestoreFolderError */
export function openRestoreWriter(options: RestoreOptions): RestoreWriter {
  return new Restore(options);
}

class Restore implements RestoreWriter {
  readonly figures = new Figures();
  readonly #options: RestoreOptions;
  readonly #context: SessionContext;
  readonly #folders: Folders;
  readonly #hash: RingHash;
  readonly #sessions = new Map<string, SessionReader>();
  readonly #findings = new Set<Promise<void>>();
  #waits: Promise<void>[] = [];
  #last: { readonly id: number; readonly time: number; readonly reader: SessionReader } | undefined;
  #closed = false;

  constructor(options: RestoreOptions) {
    const destination = openDestination(options);
    this.#options = options;
    this.#folders = new Folders(destination.folder);
    const [threaded, mustKnow] = [options.threads !== 0, options.pki?.signs === true];
    this.#hash = new RingHash({ threaded, sharedBytes: options.sharedBytes ?? 0, mustKnow });
    this.#context = {
      options,
      destination,
      folders: this.#folders,
      replace: options.replace,
      startedMs: Date.now(),
      pipePatienceMs: options.pipePatienceMs,
      figures: this.figures,
      hash: this.#hash,
      error: (path, text) => this.#error(path, text),
      lack: (path, message, text) => this.#say(path, message, text),
      finding: (path, finding) => this.#find(path, finding),
      written: (bytes) => {
        this.figures.bytes += bytes;
      },
      waitFor: (promise) => this.#waits.push(promise),
    };
  }

  get memory(): SharedMemory {
    return this.#hash;
  }

  get currentFile(): ByteString | undefined {
    return this.#last?.reader.currentFile?.path;
  }

  take(header: RestoreHeader, data: Buffer): Promise<void> | undefined {
    // Labels have negative indexes.
    if (header.fileIndex <= 0) return undefined;
    this.#reader(header)?.take(header, data);
    if (this.#waits.length > 0) return this.#waited();
    return this.#findings.size > FINDINGS_MAX ? Promise.race(this.#findings) : undefined;
  }

  async endOfData(): Promise<void> {
    for (const reader of this.#sessions.values()) reader.close();
    await this.#waited();
    await Promise.all(this.#findings);
  }

  async finish(): Promise<RestoreFigures> {
    await this[Symbol.asyncDispose]();
    return this.figures;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await using _hash = this.#hash;
    try {
      await this.endOfData();
    } finally {
      this.#folders.close();
    }
  }

  #reader({ sessionId, sessionTime }: RestoreHeader): SessionReader | undefined {
    const last = this.#last;
    if (last !== undefined && last.id === sessionId && last.time === sessionTime) return last.reader;
    const key = sessionKey(sessionId, sessionTime);
    let reader = this.#sessions.get(key);
    if (reader === undefined) {
      if (this.#sessions.size >= SESSIONS_MAX) return undefined;
      reader = new SessionReader(this.#context, key);
      this.#sessions.set(key, reader);
    }
    this.#last = { id: sessionId, time: sessionTime, reader };
    return reader;
  }

  async #waited(): Promise<void> {
    const waits = this.#waits;
    this.#waits = [];
    await Promise.all(waits);
  }

  #find(path: ByteString, finding: Finding | Promise<Finding>): void {
    if (!(finding instanceof Promise)) {
      this.#tell(path, finding);
      return;
    }
    const told = finding.then(
      (found) => this.#tell(path, found),
      (error: unknown) => this.#error(path, `Could not verify ${path}: ${String(error)}`),
    );
    const done = told.finally(() => this.#findings.delete(done));
    this.#findings.add(done);
  }

  #tell(path: ByteString, finding: Finding): void {
    if (finding === undefined) return;
    if (finding.kind === 'unverified') {
      this.figures.unverified++;
      return;
    }
    if (finding.kind === 'mismatch') this.figures.digestMismatches++;
    if (finding.kind === 'as-saved') this.#say(path, 'warning', finding.text);
    else this.#error(path, finding.text);
  }

  #error(path: ByteString, text: ByteString): void {
    this.figures.failed++;
    this.#say(path, 'error', text);
  }

  #say(path: ByteString, message: MessageType, text: ByteString): void {
    this.figures.errors++;
    this.#options.problem({ path, message, text, countsAsError: true });
  }
}
