/**
 * A device on which things go wrong when a test says so: full, read-only, errors at an address, slow; and a power
 * failure after which what was not synced is there, gone, or torn, as disks have it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Device,
  DeviceFullError,
  DeviceIoError,
  DeviceReadOnlyError,
  type DeviceSpace,
  type OpenMode,
  type VolumeEntry,
  type VolumeFile,
} from '../../src/daemons/storage/device/index.ts';

export interface Faults {
  /** How many more bytes may be written; a write that does not fit is cut there. */
  roomBytes: number;
  readOnly: boolean;
  /** Address ranges `[from, to)` that cannot be read or written, by Volume. */
  unreadable: Map<string, [number, number]>;
  unwritable: Map<string, [number, number]>;
  syncFails: boolean;
  delayMs: number;
  /** So many more changes to the disk, then the machine stops; the last write is there to this part. */
  changesLeft: number;
  part: number;
}

type Write = { address: number; before: Buffer; after: Buffer };

export class FaultyDevice implements Device {
  readonly faults: Faults = {
    roomBytes: Number.POSITIVE_INFINITY,
    readOnly: false,
    unreadable: new Map(),
    unwritable: new Map(),
    syncFails: false,
    delayMs: 0,
    changesLeft: Number.POSITIVE_INFINITY,
    part: 0,
  };
  /** The machine stops. */
  onStop: () => void = () => {};
  /** How often each Volume was synced. */
  readonly syncs = new Map<string, number>();
  /** Reads, writes, cuts and syncs so far. */
  operations = 0;
  readonly #inner: Device;
  readonly #unsynced = new Map<string, Write[]>();
  #era = 0;
  #stopped = false;
  #watchers: { at: number; resolve: () => void }[] = [];

  constructor(inner: Device) {
    this.#inner = inner;
  }

  get path(): string {
    return this.#inner.path;
  }

  async open(volume: string, mode: OpenMode): Promise<VolumeFile> {
    if (this.faults.readOnly && mode !== 'read') throw new DeviceReadOnlyError(volume);
    if (mode === 'create') this.change(volume);
    if (this.faults.roomBytes <= 0 && mode === 'create') throw new DeviceFullError(volume);
    return new FaultyVolume(this, volume, await this.#inner.open(volume, mode));
  }

  list(): Promise<VolumeEntry[]> {
    return this.#inner.list();
  }

  async remove(volume: string): Promise<void> {
    this.change(volume);
    return this.#inner.remove(volume);
  }

  async space(): Promise<DeviceSpace> {
    const space = await this.#inner.space();
    return { ...space, freeBytes: Math.min(space.freeBytes, Math.max(0, this.faults.roomBytes)) };
  }

  /**
   * The power fails: whatever is open is dead from here on, and each write since the last sync of its Volume stays,
   * goes, or stays in part. `random` gives numbers in [0, 1).
   */
  async crash(random: () => number): Promise<void> {
    this.#era++;
    for (const [volume, writes] of this.#unsynced) {
      await using file = await this.#inner.open(volume, 'write');
      for (const write of writes) await file.writeAt([afterPowerFailure(write, random)], write.address);
      const written = writes.map(({ address, before }) => address + before.length);
      const safe = Math.min(await file.sizeBytes(), ...written);
      const size = await file.sizeBytes();
      if (random() < 0.5) await file.truncate(sectors(safe + Math.floor(random() * (size - safe + 1)), safe));
    }
    this.#unsynced.clear();
  }

  /** The machine that stopped runs again: whatever was open is dead. */
  revive(): void {
    this.#stopped = false;
    this.#era++;
    this.faults.changesLeft = Number.POSITIVE_INFINITY;
  }

  /** Resolves when so many more operations have begun. */
  after(operations: number): Promise<void> {
    return new Promise((resolve) => this.#watchers.push({ at: this.operations + operations, resolve }));
  }

  /** Up to here a power failure takes nothing away. */
  safeBytes(volume: string): number {
    return Math.min(...(this.#unsynced.get(volume) ?? []).map(({ address }) => address), Number.MAX_SAFE_INTEGER);
  }

  // --- for its Volumes

  get era(): number {
    return this.#era;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Throws where the machine stops instead. */
  change(volume: string): void {
    if (!this.#stopped && this.faults.changesLeft-- <= 0) {
      this.#stopped = true;
      this.onStop();
    }
    if (this.#stopped) throw new DeviceIoError('using', volume, 'the machine is gone');
  }

  count(): void {
    this.operations++;
    for (const { at, resolve } of this.#watchers) if (at <= this.operations) resolve();
    this.#watchers = this.#watchers.filter(({ at }) => at > this.operations);
  }

  wrote(volume: string, write: Write): void {
    const writes = this.#unsynced.get(volume) ?? [];
    this.#unsynced.set(volume, [...writes, write]);
  }

  synced(volume: string, writes: ReadonlySet<Write>): void {
    this.syncs.set(volume, (this.syncs.get(volume) ?? 0) + 1);
    this.#unsynced.set(
      volume,
      (this.#unsynced.get(volume) ?? []).filter((write) => !writes.has(write)),
    );
  }

  pending(volume: string): ReadonlySet<Write> {
    return new Set(this.#unsynced.get(volume));
  }
}

/** Disks write sectors as a whole. */
const sectors = (bytes: number, atLeast: number): number => Math.max(atLeast, Math.floor(bytes / 512) * 512);

function afterPowerFailure({ before, after }: Write, random: () => number): Buffer {
  const old = Buffer.alloc(after.length);
  before.copy(old);
  const fate = random();
  if (fate < 0.4) return after;
  if (fate < 0.6) return old;
  const cut = sectors(Math.floor(random() * after.length), 0);
  return Buffer.concat([after.subarray(0, cut), old.subarray(cut)]);
}

class FaultyVolume implements VolumeFile {
  readonly #device: FaultyDevice;
  readonly #volume: string;
  readonly #inner: VolumeFile;
  readonly #era: number;

  constructor(device: FaultyDevice, volume: string, inner: VolumeFile) {
    this.#device = device;
    this.#volume = volume;
    this.#inner = inner;
    this.#era = device.era;
  }

  get identity(): string {
    return this.#inner.identity;
  }

  async readAt(buffer: Buffer, address: number): Promise<number> {
    await this.#pass();
    if (touches(this.#device.faults.unreadable.get(this.#volume), address, buffer.length)) {
      throw new DeviceIoError('reading', this.#volume, 'EIO: i/o error');
    }
    return this.#inner.readAt(buffer, address);
  }

  async writeAt(buffers: readonly Buffer[], address: number): Promise<void> {
    await this.#pass();
    const { faults } = this.#device;
    const after = Buffer.concat(buffers);
    try {
      this.#device.change(this.#volume);
    } catch (error) {
      const isLast = faults.changesLeft === -1;
      faults.changesLeft = 0;
      if (isLast) await this.#inner.writeAt([after.subarray(0, after.length * faults.part)], address);
      throw error;
    }
    if (faults.readOnly) throw new DeviceReadOnlyError(this.#volume);
    if (touches(faults.unwritable.get(this.#volume), address, after.length)) {
      throw new DeviceIoError('writing', this.#volume, 'EIO: i/o error');
    }
    const room = Math.max(0, Math.min(after.length, faults.roomBytes));
    await this.#write(after.subarray(0, room), address);
    if (room < after.length) throw new DeviceFullError(this.#volume).withWritten(room);
  }

  async #write(after: Buffer, address: number): Promise<void> {
    if (after.length === 0) return;
    const before = Buffer.alloc(after.length);
    const there = await this.#inner.readAt(before, address);
    this.#checkAlive();
    this.#device.faults.roomBytes -= after.length - there;
    this.#device.wrote(this.#volume, { address, before: before.subarray(0, there), after: Buffer.from(after) });
    await this.#inner.writeAt([after], address);
  }

  sizeBytes(): Promise<number> {
    return this.#inner.sizeBytes();
  }

  claim(): Promise<boolean> {
    return this.#inner.claim();
  }

  async truncate(sizeBytes: number): Promise<void> {
    await this.#pass();
    this.#device.change(this.#volume);
    this.#device.faults.roomBytes += Math.max(0, (await this.#inner.sizeBytes()) - sizeBytes);
    await this.#inner.truncate(sizeBytes);
  }

  async sync(): Promise<void> {
    await this.#pass();
    if (this.#device.faults.syncFails) throw new DeviceIoError('syncing', this.#volume, 'EIO: i/o error');
    const writes = this.#device.pending(this.#volume);
    await this.#inner.sync();
    this.#checkAlive();
    this.#device.synced(this.#volume, writes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }

  async #pass(): Promise<void> {
    this.#device.count();
    if (this.#device.faults.delayMs > 0) await delay(this.#device.faults.delayMs);
    this.#checkAlive();
  }

  #checkAlive(): void {
    if (this.#era !== this.#device.era || this.#device.stopped)
      throw new DeviceIoError('using', this.#volume, 'the machine is gone');
  }
}

const touches = (range: [number, number] | undefined, address: number, length: number): boolean =>
  range !== undefined && address < range[1] && address + length > range[0];
