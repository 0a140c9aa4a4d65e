/**
 * Frames on their way to a File Daemon or another Storage Daemon: what is short is copied once, into large buffers; long
 * records leave from where they lie, and whoever lent them waits for `settled`. Memory is bounded; whoever adds waits where
 * it is told to.
 */
import type { BulkConnection } from '../../../../protocol/index.ts';
import type { Throttle } from './throttle.ts';

const SLAB_BYTES = 256 * 1024;
const SPARE_SLABS = 4;
const HEADER_BYTES = 4;
/** From here on it costs less to hand a record on than to copy it. TLS copies it in any case. */
const LENT_BYTES_MIN = 16 * 1024;
/** So much leaves at a time. */
const SENT_BYTES = 256 * 1024;

export class FramePacker {
  readonly #connection: BulkConnection;
  readonly #throttle: Throttle;
  readonly #lends: boolean;
  readonly #spare: Buffer[] = [];
  #slab = newSlab();
  /** What of the slab is not among the parts yet. */
  #start = 0;
  #end = 0;
  #parts: Buffer[] = [];
  #partBytes = 0;
  /** There is something of another's among the parts; and so many sends with such parts are under way. */
  #holdsLent = false;
  #lent = 0;
  #settled: PromiseWithResolvers<void> | undefined;

  constructor(connection: BulkConnection, throttle: Throttle) {
    this.#connection = connection;
    this.#throttle = throttle;
    this.#lends = connection.encryption === 'none';
  }

  text(text: string): Promise<void> | undefined {
    const sent = this.#reserve(HEADER_BYTES + text.length);
    this.#slab.writeInt32BE(text.length, this.#end);
    this.#slab.write(text, this.#end + HEADER_BYTES, 'latin1');
    this.#end += HEADER_BYTES + text.length;
    return sent;
  }

  /** Must stay as they are until `settled`. */
  data(bytes: Buffer): Promise<void> | undefined {
    if (this.#lends && bytes.length >= LENT_BYTES_MIN) return this.#lend(bytes);
    const sent = this.#reserve(HEADER_BYTES + bytes.length);
    this.#slab.writeInt32BE(bytes.length, this.#end);
    bytes.copy(this.#slab, this.#end + HEADER_BYTES);
    this.#end += HEADER_BYTES + bytes.length;
    return sent;
  }

  signal(signal: number): Promise<void> | undefined {
    const sent = this.#reserve(HEADER_BYTES);
    this.#slab.writeInt32BE(signal, this.#end);
    this.#end += HEADER_BYTES;
    return sent;
  }

  /** What is gathered leaves now. Resolves when there is room for more. */
  async flush(): Promise<void> {
    if (this.#end > this.#start || this.#parts.length > 0) await this.#send();
  }

  /**
   * Undefined: nothing that was lent is in use. A promise: until it resolves; it does so also where the connection has
   * ended, and does not where the peer reads nothing.
   */
  settled(): Promise<void> | undefined {
    const sent = this.#holdsLent ? this.#send() : undefined;
    if (this.#lent === 0) return sent;
    this.#settled ??= Promise.withResolvers();
    return Promise.all([sent, this.#settled.promise]).then(() => undefined);
  }

  #lend(bytes: Buffer): Promise<void> | undefined {
    const sent = this.#reserve(HEADER_BYTES);
    this.#slab.writeInt32BE(bytes.length, this.#end);
    this.#end += HEADER_BYTES;
    this.#closePart();
    this.#parts.push(bytes);
    this.#partBytes += bytes.length;
    this.#holdsLent = true;
    if (this.#partBytes < SENT_BYTES) return sent;
    return sent === undefined ? this.#send() : Promise.all([sent, this.#send()]).then(() => undefined);
  }

  #reserve(bytes: number): Promise<void> | undefined {
    if (this.#end + bytes <= this.#slab.length) return undefined;
    const sent = this.#end > this.#start || this.#parts.length > 0 ? this.#send() : undefined;
    if (this.#end + bytes > this.#slab.length) this.#renew(bytes);
    return sent;
  }

  #closePart(): void {
    if (this.#end === this.#start) return;
    this.#parts.push(this.#slab.subarray(this.#start, this.#end));
    this.#partBytes += this.#end - this.#start;
    this.#start = this.#end;
  }

  #send(): Promise<void> {
    this.#closePart();
    const [parts, slab, bytes, lent] = [this.#parts, this.#slab, this.#partBytes, this.#holdsLent ? 1 : 0];
    this.#lent += lent;
    this.#renew(SLAB_BYTES);
    this.#parts = [];
    this.#partBytes = 0;
    this.#holdsLent = false;
    const sent = this.#connection.sendFramedParts(parts, () => this.#written(slab, lent));
    const slept = this.#throttle.take(bytes);
    return slept === undefined ? sent : Promise.all([sent, slept]).then(() => undefined);
  }

  #renew(bytes: number): void {
    this.#slab = bytes > SLAB_BYTES ? Buffer.allocUnsafeSlow(bytes) : (this.#spare.pop() ?? newSlab());
    this.#start = 0;
    this.#end = 0;
  }

  #written(slab: Buffer, lent: number): void {
    if (slab.length === SLAB_BYTES && this.#spare.length < SPARE_SLABS) this.#spare.push(slab);
    this.#lent -= lent;
    if (this.#lent > 0) return;
    this.#settled?.resolve();
    this.#settled = undefined;
  }
}

const newSlab = (): Buffer => Buffer.allocUnsafeSlow(SLAB_BYTES);
