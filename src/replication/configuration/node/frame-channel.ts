/**
 * Frames between nodes over any two-way stream: four bytes of length, one that tells JSON (J) from bytes (D), then the
 * payload. What comes in is bounded in size and in silence, whatever the other side is.
 */
import type { Duplex } from 'node:stream';
import { withDeadline } from '../../../core/index.ts';
import { PeerAnswerError, PeerSilentError } from '../errors.ts';
import { MANIFEST_BYTES_MAX } from '../release/manifest.ts';

/** Before the first frame, so that a shell's greeting or another program is told from an Understudy. */
export const GREETING = 'understudy configuration 1\n';

const HEADER_BYTES = 5;
const JSON_KIND = 0x4a;
const DATA_KIND = 0x44;
export const DATA_BYTES_MAX = 256 * 1024;
const SHOWN_BYTES = 120;

export interface FrameChannelOptions {
  /** Whom errors name. */
  readonly peer: string;
  /** The other side is given up when it says nothing for so long, or takes nothing. */
  readonly silenceMs: number;
}

export class FrameChannel {
  readonly #stream: Duplex;
  readonly #options: FrameChannelOptions;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #ended = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;
  /** A stream that is destroyed may forget whom to call back. */
  readonly #closed: Promise<never>;

  constructor(stream: Duplex, options: FrameChannelOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#closed = new Promise((_resolve, reject) => {
      stream.once('close', () => reject(new PeerAnswerError(options.peer, 'it broke off')));
    });
    this.#closed.catch(() => {});
    stream.on('readable', () => this.#stir());
    stream.on('end', () => this.#end());
    stream.on('close', () => this.#end());
    stream.on('error', (error: Error) => {
      this.#failure ??= error;
      this.#end();
    });
  }

  async greet(): Promise<void> {
    await this.#write(Buffer.from(GREETING));
  }

  async expectGreeting(): Promise<void> {
    const wanted = Buffer.from(GREETING);
    await this.#fill(wanted.length, 'it was greeted').catch((error: unknown) => {
      if (error instanceof PeerAnswerError && this.#length > 0) throw this.#nonsense(this.#take(this.#length));
      throw error;
    });
    const found = this.#take(wanted.length);
    if (!found.equals(wanted)) throw this.#nonsense(found);
  }

  async sendJson(value: object): Promise<void> {
    await this.#send(JSON_KIND, Buffer.from(JSON.stringify(value), 'utf8'));
  }

  /** In as many frames as it takes; an empty one takes none. */
  async sendBytes(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += DATA_BYTES_MAX) {
      await this.#send(DATA_KIND, bytes.subarray(at, at + DATA_BYTES_MAX));
    }
  }

  /** Undefined: the other side has ended, between two frames. `what` it was busy with, for the error. */
  async readJson(what: string): Promise<Record<string, unknown> | undefined> {
    const frame = await this.#frame(JSON_KIND, MANIFEST_BYTES_MAX, what);
    if (frame === undefined) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(frame.toString('utf8'));
    } catch {
      throw this.#nonsense(frame);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#nonsense(frame);
    return value as Record<string, unknown>;
  }

  /** Exactly so many bytes. */
  async readBytes(size: number, what: string): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let got = 0; got < size; ) {
      const part = await this.#frame(DATA_KIND, Math.min(DATA_BYTES_MAX, size - got), what);
      if (part === undefined || part.length === 0) throw new PeerAnswerError(this.#options.peer, 'it broke off');
      parts.push(part);
      got += part.length;
    }
    return Buffer.concat(parts);
  }

  end(): void {
    this.#stream.end();
  }

  async #frame(kind: number, most: number, what: string): Promise<Buffer | undefined> {
    if (this.#length === 0 && !(await this.#more(what))) return undefined;
    await this.#fill(HEADER_BYTES, what);
    const header = this.#take(HEADER_BYTES);
    const length = header.readUInt32BE(0);
    if (header[4] !== kind || length > most) throw this.#nonsense(header);
    await this.#fill(length, what);
    return this.#take(length);
  }

  async #fill(length: number, what: string): Promise<void> {
    while (this.#length < length) {
      if (!(await this.#more(what))) throw new PeerAnswerError(this.#options.peer, 'it broke off');
    }
  }

  /** False: nothing more will come. */
  async #more(what: string): Promise<boolean> {
    const { peer, silenceMs } = this.#options;
    for (;;) {
      const chunk = this.#stream.read() as Buffer | null;
      if (chunk !== null) {
        this.#chunks.push(chunk);
        this.#length += chunk.length;
        return true;
      }
      if (this.#failure !== undefined) throw new PeerAnswerError(peer, this.#failure.message);
      // Its events may have come before anybody listened.
      if (this.#ended || this.#stream.readableEnded || this.#stream.destroyed) return false;
      const stirred = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await withDeadline(stirred, silenceMs, () => new PeerSilentError(peer, what, silenceMs));
    }
  }

  #take(length: number): Buffer {
    const all = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    const rest = all.subarray(length);
    this.#chunks.splice(0, this.#chunks.length, ...(rest.length > 0 ? [rest] : []));
    this.#length = rest.length;
    return all.subarray(0, length);
  }

  async #send(kind: number, payload: Buffer): Promise<void> {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32BE(payload.length, 0);
    header[4] = kind;
    await this.#write(Buffer.concat([header, payload]));
  }

  async #write(bytes: Buffer): Promise<void> {
    const { peer, silenceMs } = this.#options;
    if (this.#failure !== undefined) throw new PeerAnswerError(peer, this.#failure.message);
    if (this.#stream.writableEnded || this.#stream.destroyed) throw new PeerAnswerError(peer, 'it broke off');
    const written = new Promise<void>((resolve, reject) => {
      this.#stream.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
    written.catch(() => {});
    const settled = Promise.race([written, this.#closed]);
    await withDeadline(settled, silenceMs, () => new PeerSilentError(peer, 'it was sent something', silenceMs)).catch(
      (error: unknown) => {
        if (error instanceof PeerSilentError || error instanceof PeerAnswerError) throw error;
        throw new PeerAnswerError(peer, error instanceof Error ? error.message : String(error));
      },
    );
  }

  #nonsense(found: Buffer): PeerAnswerError {
    const text = found.subarray(0, SHOWN_BYTES).toString('latin1').split('\n')[0] ?? '';
    return new PeerAnswerError(this.#options.peer, `"${text.replace(/[^\x20-\x7e]/g, '.')}"`);
  }

  #end(): void {
    this.#ended = true;
    this.#stir();
  }

  #stir(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
