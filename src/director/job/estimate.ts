/** `estimate`: the Client walks the FileSet and counts, without a Storage and without a row in the Catalog (02 §15). */
import { type ByteString, displayText, unixSeconds } from '../../core/index.ts';
import {
  type Connection,
  clientReleaseByVersion,
  clientReply,
  fileDaemonFeatures,
  formatEstimate,
  formatFileSet,
  formatLevel,
  formatSince,
  parseJobMessage,
  SIGNAL,
} from '../../protocol/index.ts';
import type { EstimateResult } from '../daemon/service.ts';
import { accurateList } from './accurate-list.ts';
import { HOURS } from './backup-client.ts';
import type { BackupFacts } from './backup-facts.ts';
import { clientName } from './connect.ts';
import { readPacket, talkToClient } from './conversation.ts';
import { DaemonRefusedError } from './errors.ts';
import { fileSetLines } from './file-set-lines.ts';
import { decideLevel, type LevelDecision } from './level.ts';
import { levelFacts } from './level-facts.ts';
import type { JobTools } from './tools.ts';

export interface EstimateOptions {
  readonly listing: boolean;
  readonly onLine: ((line: ByteString) => void | Promise<void>) | undefined;
  readonly signal: AbortSignal | undefined;
}

const WALK_MS = 12 * HOURS;
const LEVELS = { F: 'full', D: 'differential', I: 'incremental' } as const;

export async function askEstimate(
  facts: BackupFacts,
  tools: JobTools,
  options: EstimateOptions,
): Promise<EstimateResult> {
  const { client, resource, fileSet } = facts;
  const { catalog, ids, clock } = tools;
  const [clientId, row] = await Promise.all([ids.clientId(client), ids.fileSet(fileSet)]);
  const question = {
    wanted: facts.level,
    backup: { name: resource.name, clientId, fileSetId: row.fileSetId },
    fileSetName: fileSet.name,
    fileSetCreatedAt: row.createTime,
    now: clock.now(),
  };
  const level = decideLevel(await levelFacts(catalog, question), {
    ...resource,
    rerunFailedLevels: resource.reRunFailedLevels,
  });
  const silence = { silenceMs: WALK_MS, ...(options.signal && { signal: options.signal }) };
  return await talkToClient(client, tools, silence, async (connection, version) => {
    const talk = new Estimate(connection, version, clientName(client), tools, options);
    await talk.level(level, facts.accurate);
    const codes = () => ({
      directorName: tools.director.name,
      jobId: 0,
      uniqueName: '',
      jobName: resource.name,
      typeName: 'Backup',
    });
    const lines = await fileSetLines(fileSet, {
      allowCompression: true,
      codes,
      ...(options.signal && { signal: options.signal }),
    });
    for (const line of formatFileSet(lines)) await connection.send(line);
    await connection.sendSignal(SIGNAL.EOD);
    await talk.expect(clientReply.include, 'the FileSet');
    if (facts.accurate && level.level !== 'F') await talk.accurate({ resource, clientId, fileSet, level });
    return await talk.estimate(level.level);
  });
}

class Estimate {
  readonly #connection: Connection;
  readonly #version: number;
  readonly #daemon: string;
  readonly #tools: JobTools;
  readonly #options: EstimateOptions;
  readonly #messages: ByteString[] = [];

  constructor(connection: Connection, version: number, daemon: string, tools: JobTools, options: EstimateOptions) {
    this.#connection = connection;
    this.#version = version;
    this.#daemon = daemon;
    this.#tools = tools;
    this.#options = options;
  }

  async level({ level, since }: LevelDecision, accurate: boolean): Promise<void> {
    const estimate = fileDaemonFeatures(this.#version).estimateLimit;
    await this.#connection.send(formatLevel({ level: LEVELS[level], accurate, estimate }));
    if (since !== undefined) await this.#connection.send(formatSince(unixSeconds(since.startTime), since.job));
    await this.expect(clientReply.level, 'the level');
  }

  async accurate(of: Parameters<typeof accurateList>[1]): Promise<void> {
    const list = await accurateList(this.#tools.catalog, of, this.#tools.clock.now());
    await this.#connection.send(`accurate files=${list.files}\n`);
    for await (const group of list.groups(this.#options.signal ?? new AbortController().signal)) {
      await Promise.all(group.map((packet) => this.#connection.send(packet)));
    }
    await this.#connection.sendSignal(SIGNAL.EOD);
  }

  async estimate(level: string): Promise<EstimateResult> {
    const { listing } = this.#options;
    await this.#connection.send(
      formatEstimate(listing, fileDaemonFeatures(this.#version).estimateLimit ? 0 : undefined),
    );
    for (;;) {
      const packet = await this.#read();
      const total = packet === undefined ? undefined : clientReply.estimate.parse(packet);
      if (total !== undefined) return { ...total, level, messages: this.#messages };
      if (packet === undefined)
        throw new DaemonRefusedError(this.#daemon, 'the estimate', displayText(this.#messages.join(' ')));
      if (listing && isListing(packet)) await this.#options.onLine?.(packet.trimEnd());
      else this.#note(packet);
    }
  }

  /** The good answer; what is said before it is a message. */
  async expect<F>(expected: { parse(text: ByteString): F | undefined }, request: string): Promise<F> {
    for (;;) {
      const packet = await this.#read();
      if (packet === undefined) continue;
      const fields = expected.parse(packet);
      if (fields !== undefined) return fields;
      if (/^\d/.test(packet)) throw new DaemonRefusedError(this.#daemon, request, displayText(packet));
      this.#note(packet);
    }
  }

  #read(): Promise<ByteString | undefined> {
    const { signal } = this.#options;
    const options = { silenceMs: WALK_MS, ...(signal && { signal }) };
    return readPacket(this.#connection, this.#daemon, options, this.#tools.clock.now);
  }

  #note(packet: ByteString): void {
    const message = parseJobMessage(packet, clientReleaseByVersion(this.#version));
    const text = message?.kind === 'job-message' ? message.text : packet;
    if (this.#messages.length < 1000 && text.trim() !== '') this.#messages.push(text.trimEnd());
  }
}

/** `-rw-r--r--   1 root …`; a FIFO shows as `f`. */
const isListing = (packet: ByteString): boolean => /^[-a-zA-Z?][-rwxsStT]{9}/.test(packet);
