/**
 * Frames on their way to a File Daemon or another Storage Daemon: records are copied once, into large buffers that leave
 * as they are. Memory is bounded; whoever adds waits where it is told to.
 */
import type { BulkConnection } from '../../../../protocol/index.ts';
import type { Throttle } from './throttle.ts';

const SLAB_BYTES = 256 * 1024;
const SPARE_SLABS = 4;
const HEADER_BYTES = 4;

export class FramePacker {
  readonly #connection: BulkConnection;
  readonly #throttle: Throttle;
  readonly #spare: Buffer[] = [];
  #slab = newSlab();
  #end = 0;

  constructor(connection: BulkConnection, throttle: Throttle) {
    this.#connection = connection;
    this.#throttle = throttle;
  }

  text(text: string): Promise<void> | undefined {
    const sent = this.#reserve(HEADER_BYTES + text.length);
    this.#slab.writeInt32BE(text.length, this.#end);
    this.#slab.write(text, this.#end + HEADER_BYTES, 'latin1');
    this.#end += HEADER_BYTES + text.length;
    return sent;
  }

  data(bytes: Buffer): Promise<void> | undefined {
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
    if (this.#end > 0) await this.#send();
  }

  #reserve(bytes: number): Promise<void> | undefined {
    if (this.#end + bytes <= this.#slab.length) return undefined;
    const sent = this.#end > 0 ? this.#send() : undefined;
    if (bytes > this.#slab.length) this.#slab = Buffer.allocUnsafeSlow(bytes);
    return sent;
  }

  #send(): Promise<void> {
    const slab = this.#slab;
    const sent = this.#connection.sendFramed(slab.subarray(0, this.#end), () => {
      if (slab.length === SLAB_BYTES && this.#spare.length < SPARE_SLABS) this.#spare.push(slab);
    });
    const slept = this.#throttle.take(this.#end);
    this.#slab = this.#spare.pop() ?? newSlab();
    this.#end = 0;
    return slept === undefined ? sent : Promise.all([sent, slept]).then(() => undefined);
  }
}

const newSlab = (): Buffer => Buffer.allocUnsafeSlow(SLAB_BYTES);
