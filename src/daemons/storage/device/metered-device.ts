/** A device that counts what is read from it and written to it, and how long that takes, for `statistics`. */
import type { ByteString } from '../../../core/index.ts';
import type { Device, DeviceSpace, OpenMode, VolumeEntry, VolumeFile } from './device.ts';

/** Since the daemon started. */
export interface DeviceTraffic {
  readonly readBytes: number;
  readonly readMs: number;
  readonly writtenBytes: number;
  readonly writeMs: number;
}

type Meter = { -readonly [Key in keyof DeviceTraffic]: DeviceTraffic[Key] };

export class MeteredDevice implements Device {
  readonly #inner: Device;
  readonly #meter: Meter = { readBytes: 0, readMs: 0, writtenBytes: 0, writeMs: 0 };

  constructor(inner: Device) {
    this.#inner = inner;
  }

  get path(): ByteString {
    return this.#inner.path;
  }

  get traffic(): DeviceTraffic {
    return { ...this.#meter };
  }

  async open(volume: ByteString, mode: OpenMode): Promise<VolumeFile> {
    return new MeteredVolume(await this.#inner.open(volume, mode), this.#meter);
  }

  list(): Promise<VolumeEntry[]> {
    return this.#inner.list();
  }

  remove(volume: ByteString): Promise<void> {
    return this.#inner.remove(volume);
  }

  space(): Promise<DeviceSpace> {
    return this.#inner.space();
  }
}

class MeteredVolume implements VolumeFile {
  readonly #inner: VolumeFile;
  readonly #meter: Meter;

  constructor(inner: VolumeFile, meter: Meter) {
    this.#inner = inner;
    this.#meter = meter;
  }

  get identity(): string {
    return this.#inner.identity;
  }

  async readAt(buffer: Buffer, address: number): Promise<number> {
    const since = performance.now();
    const bytes = await this.#inner.readAt(buffer, address);
    this.#meter.readMs += performance.now() - since;
    this.#meter.readBytes += bytes;
    return bytes;
  }

  async writeAt(buffers: readonly Buffer[], address: number): Promise<void> {
    const since = performance.now();
    await this.#inner.writeAt(buffers, address);
    this.#meter.writeMs += performance.now() - since;
    for (const { length } of buffers) this.#meter.writtenBytes += length;
  }

  sizeBytes(): Promise<number> {
    return this.#inner.sizeBytes();
  }

  claim(): Promise<boolean> {
    return this.#inner.claim();
  }

  truncate(sizeBytes: number): Promise<void> {
    return this.#inner.truncate(sizeBytes);
  }

  sync(): Promise<void> {
    return this.#inner.sync();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.#inner[Symbol.asyncDispose]());
  }
}
