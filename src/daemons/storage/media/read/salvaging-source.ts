/**
 * A Volume's bytes for its reader. What the disk cannot give is left as zeros, in pieces as small as disks have them:
 * the checksums say which blocks that concerns, and all others can still be read.
 */
import type { ByteString, Clock } from '../../../../core/index.ts';
import type { VolumeSource } from '../../../../volume/index.ts';
import { DeviceIoError, type VolumeFile } from '../../device/index.ts';

const STEPS_BYTES = [64 * 1024, 4096];
/** A disk that gives nothing at all is no longer worth asking. */
const UNREADABLE_BYTES_MAX = 256 * 1024 * 1024;

export interface SourceOptions {
  readonly volume: ByteString;
  readonly file: VolumeFile;
  readonly sizeBytes: number;
  readonly clock: Clock;
  readonly unreadable: (address: number, bytes: number, error: DeviceIoError) => void;
}

export class SalvagingSource implements VolumeSource {
  readonly volume: ByteString;
  readonly sizeBytes: number;
  readonly #options: SourceOptions;
  #unreadableBytes = 0;
  #busyMs = 0;

  constructor(options: SourceOptions) {
    this.volume = options.volume;
    this.sizeBytes = options.sizeBytes;
    this.#options = options;
  }

  /** Time spent waiting for the disk. */
  get busyUs(): number {
    return Math.round(this.#busyMs * 1000);
  }

  async read(buffer: Buffer, position: number): Promise<number> {
    const { clock } = this.#options;
    const began = clock.monotonicMs();
    try {
      return await this.#read(buffer, position, STEPS_BYTES);
    } finally {
      this.#busyMs += clock.monotonicMs() - began;
    }
  }

  async #read(buffer: Buffer, position: number, steps: readonly number[]): Promise<number> {
    try {
      return await this.#options.file.readAt(buffer, position);
    } catch (error) {
      if (!(error instanceof DeviceIoError)) throw error;
      const [step, ...smaller] = steps;
      if (step === undefined) return this.#giveUp(buffer, position, error);
      return this.#readInSteps(buffer, position, step, smaller);
    }
  }

  async #readInSteps(buffer: Buffer, position: number, step: number, smaller: readonly number[]): Promise<number> {
    let filled = 0;
    while (filled < buffer.length) {
      const part = buffer.subarray(filled, Math.min(buffer.length, filled + step));
      const bytes = await this.#read(part, position + filled, smaller);
      filled += bytes;
      if (bytes < part.length) break;
    }
    return filled;
  }

  #giveUp(buffer: Buffer, position: number, error: DeviceIoError): number {
    const bytes = Math.max(0, Math.min(buffer.length, this.sizeBytes - position));
    this.#unreadableBytes += bytes;
    if (this.#unreadableBytes > UNREADABLE_BYTES_MAX) throw error;
    this.#options.unreadable(position, bytes, error);
    buffer.fill(0, 0, bytes);
    return bytes;
  }
}
