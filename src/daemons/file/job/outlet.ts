/** Packets for the Director in batches, so that a listing of a million files is not a million messages between threads. */
import { type ByteString, byteStringToBytes } from '../../../core/index.ts';
import type { ThreadTools } from './thread-tools.ts';

const BATCH_BYTES = 64 * 1024;

export class Outlet {
  readonly #tools: ThreadTools;
  #packets: Uint8Array[] = [];
  #bytes = 0;

  constructor(tools: ThreadTools) {
    this.#tools = tools;
  }

  /** Undefined: go on. */
  send(packet: ByteString): Promise<void> | undefined {
    this.#packets.push(Uint8Array.from(byteStringToBytes(packet)));
    this.#bytes += packet.length;
    return this.#bytes < BATCH_BYTES ? undefined : this.flush();
  }

  async flush(): Promise<void> {
    const packets = this.#packets;
    this.#packets = [];
    this.#bytes = 0;
    if (packets.length > 0) await this.#tools.pass(packets);
  }
}
