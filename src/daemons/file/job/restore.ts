/**
 * A restore in the thread of its Job: records from one Storage or from several one after the other go to the writer of
 * files (specification 02 §12, 04 §8).
 */
import type { ByteString } from '../../../core/index.ts';
import { openPki } from '../crypto/index.ts';
import { applyMetadata } from '../metadata/index.ts';
import { openRestoreWriter, type RestoreWriter, sessionKey } from '../restore/index.ts';
import { openBpipeRestore } from './bpipe-restore.ts';
import { FRAME_MEMORY_BYTES } from './bulk-frames.ts';
import { listingLine } from './listing-line.ts';
import { readRecords, type TakeRecord } from './read-session.ts';
import { tellProblem } from './record-stream.ts';
import type { StorageLink } from './storage-link.ts';
import { tellWhy } from './tell-why.ts';
import type { Outcome, RestoreOrder } from './thread-calls.ts';
import type { ThreadTools } from './thread-tools.ts';

/** Behind how many: they would have held up the restore, or were of a kind that nobody expected. */
const UNVERIFIED = 'restored and not compared with the digest; a Verify Job of level Data compares all of a backup';

export class RestoreJob {
  readonly #tools: ThreadTools;
  readonly #order: RestoreOrder;
  #writer: RestoreWriter | undefined;

  constructor(tools: ThreadTools, order: RestoreOrder) {
    this.#tools = tools;
    this.#order = order;
  }

  /** Never rejects: what went wrong has been said, and is in the status. */
  async readFrom(storage: StorageLink): Promise<Outcome> {
    const { figures } = this.#tools;
    try {
      const writer = this.#open();
      let shown: ByteString | undefined;
      const take: TakeRecord = (header, data) => {
        const wait = writer.take(header, data);
        figures.set('files', writer.figures.files);
        figures.set('jobBytes', writer.figures.bytes);
        const { currentFile } = writer;
        if (currentFile !== undefined && currentFile !== shown) figures.currentFile = currentFile;
        shown = currentFile;
        return wait;
      };
      await readRecords(storage, this.#tools, take, writer.memory);
      await writer.endOfData();
      this.#count(writer);
      return { status: 'T', encrypted: false };
    } catch (error) {
      const status = tellWhy(error, this.#tools);
      await this.#writer?.[Symbol.asyncDispose]();
      return { status, encrypted: false };
    }
  }

  /** After the last Storage. */
  async finish(): Promise<Outcome> {
    try {
      if (this.#writer === undefined) return { status: 'T', encrypted: false };
      await using writer = this.#writer;
      await writer.finish();
      this.#count(writer);
      const { unverified } = writer.figures;
      if (unverified > 0)
        this.#tools.say('info', `${unverified} ${unverified === 1 ? 'file was' : 'files were'} ${UNVERIFIED}\n`);
      for (const [stream, count] of writer.figures.unknownStreams) {
        this.#tools.say('warning', `${count} records of stream ${stream} are not understood here and were left out\n`);
      }
      // As genuine Clients have it: files that are not back make it an error, attributes that are not a warning.
      return { status: writer.figures.failed > 0 ? 'E' : 'T', encrypted: false };
    } catch (error) {
      return { status: tellWhy(error, this.#tools), encrypted: false };
    }
  }

  #count({ figures }: RestoreWriter): void {
    this.#tools.figures.set('files', figures.files);
    this.#tools.figures.set('jobBytes', figures.bytes);
    this.#tools.figures.set('readBytes', figures.bytes);
  }

  #open(): RestoreWriter {
    const tools = this.#tools;
    const { where, regexWhere, replace, prefixLinks, saved } = this.#order;
    this.#writer ??= openRestoreWriter({
      where,
      regexWhere,
      replace,
      prefixLinks,
      pki: openPki(tools.settings.pki),
      metadata: { apply: applyMetadata },
      savedDigests: new Map(saved.map((one) => [sessionKey(one.sessionId, one.sessionTime), one.digests])),
      sharedBytes: FRAME_MEMORY_BYTES,
      problem: (problem) => tellProblem(tools, problem),
      ...(tools.settings.tellsRestored && {
        restored: (path, lstat) => tools.say('restored', listingLine(path, lstat, '')),
      }),
      openPlugin: (command) => openBpipeRestore(command, tools),
    });
    return this.#writer;
  }
}
