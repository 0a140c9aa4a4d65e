/**
 * A device whose process kills itself at its n-th operation: before it, in the middle of a write, or behind it. So every
 * moment of an append can be met, where a kill from outside only hits some.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import {
  type Device,
  type DeviceSpace,
  FileDevice,
  type OpenMode,
  type VolumeEntry,
  type VolumeFile,
} from '../../src/daemons/storage/device/index.ts';

export interface Death {
  /** From 1. */
  readonly operation: number;
  /** Of the bytes of a write; of other operations 0 is before, 1 is behind. */
  readonly part: number;
}

type Work<T> = () => Promise<T>;

/** Counts the operations of all devices of the process. */
export class Fate {
  readonly #log: string;
  #death: Death | undefined;
  #operations = 0;

  /** Each operation is a line in the log. */
  constructor(log: string) {
    this.#log = log;
  }

  /** Counts from the beginning. */
  plan(death: Death): void {
    this.#death = death;
    this.#operations = 0;
    writeFileSync(this.#log, '');
  }

  async meet<T>(what: string, work: Work<T>, inPart?: (part: number) => Promise<void>): Promise<T> {
    const operation = ++this.#operations;
    appendFileSync(this.#log, `${operation} ${what}\n`);
    const due = operation === this.#death?.operation ? this.#death.part : undefined;
    if (due !== undefined && inPart !== undefined && due < 1) {
      await inPart(due);
      die();
    }
    if (due === 0) die();
    const result = await work();
    if (due !== undefined) die();
    return result;
  }
}

const die = (): void => void process.kill(process.pid, 'SIGKILL');

export class DyingDevice implements Device {
  readonly #inner: FileDevice;
  readonly #fate: Fate;

  constructor(path: string, fate: Fate) {
    this.#inner = new FileDevice(path);
    this.#fate = fate;
  }

  get path(): string {
    return this.#inner.path;
  }

  async open(volume: string, mode: OpenMode): Promise<VolumeFile> {
    if (mode === 'read') return this.#inner.open(volume, mode);
    const file = await this.#fate.meet(`${mode} ${volume}`, () => this.#inner.open(volume, mode));
    return new DyingVolume(file, volume, this.#fate);
  }

  list(): Promise<VolumeEntry[]> {
    return this.#inner.list();
  }

  remove(volume: string): Promise<void> {
    return this.#fate.meet(`remove ${volume}`, () => this.#inner.remove(volume));
  }

  space(): Promise<DeviceSpace> {
    return this.#inner.space();
  }
}

class DyingVolume implements VolumeFile {
  readonly #inner: VolumeFile;
  readonly #volume: string;
  readonly #fate: Fate;

  constructor(inner: VolumeFile, volume: string, fate: Fate) {
    this.#inner = inner;
    this.#volume = volume;
    this.#fate = fate;
  }

  get identity(): string {
    return this.#inner.identity;
  }

  readAt(buffer: Buffer, address: number): Promise<number> {
    return this.#inner.readAt(buffer, address);
  }

  writeAt(buffers: readonly Buffer[], address: number): Promise<void> {
    const whole = Buffer.concat(buffers);
    const inPart = (part: number) => this.#inner.writeAt([whole.subarray(0, whole.length * part)], address);
    const what = `write ${this.#volume} ${address}+${whole.length}`;
    return this.#fate.meet(what, () => this.#inner.writeAt(buffers, address), inPart);
  }

  sizeBytes(): Promise<number> {
    return this.#inner.sizeBytes();
  }

  claim(): Promise<boolean> {
    return this.#inner.claim();
  }

  truncate(sizeBytes: number): Promise<void> {
    return this.#fate.meet(`truncate ${this.#volume} ${sizeBytes}`, () => this.#inner.truncate(sizeBytes));
  }

  sync(): Promise<void> {
    return this.#fate.meet(`sync ${this.#volume}`, () => this.#inner.sync());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#fate.meet(`close ${this.#volume}`, async () => this.#inner[Symbol.asyncDispose]());
  }
}
