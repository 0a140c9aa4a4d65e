/** All drives of the daemon that are served, by name and by changer. */
import { refusedDevice, type StorageConfig } from '../../../config/index.ts';
import type { ByteString } from '../../../core/index.ts';
import type { Device } from '../device/index.ts';
import { Drive } from './drive.ts';

export class Drives {
  readonly all: readonly Drive[];
  readonly #byName: ReadonlyMap<ByteString, Drive>;
  readonly #changers = new Map<ByteString, readonly Drive[]>();

  /** `openDevice` is given the folder of each. */
  constructor(config: StorageConfig, openDevice: (path: ByteString) => Device) {
    const changerOf = new Map<ByteString, ByteString>();
    for (const { name, devices } of config.autochangers.values()) {
      for (const device of devices) changerOf.set(device.name, name);
    }
    this.all = [...config.devices.values()]
      .filter((resource) => refusedDevice(resource) === undefined)
      .map((resource) => new Drive(resource, openDevice(resource.archiveDevice), changerOf.get(resource.name)));
    this.#byName = new Map(this.all.map((drive) => [drive.name, drive]));
    for (const { name, devices } of config.autochangers.values()) {
      const drives = devices.map((device) => this.#byName.get(device.name)).filter((drive) => drive !== undefined);
      this.#changers.set(name, drives);
    }
  }

  get changers(): ReadonlyMap<ByteString, readonly Drive[]> {
    return this.#changers;
  }

  /** What a Director may mean by a name: the device, or the drives of the changer that may be chosen. */
  candidates(name: ByteString): readonly Drive[] {
    const drive = this.#byName.get(name);
    if (drive !== undefined) return [drive];
    return (this.#changers.get(name) ?? []).filter(({ resource }) => resource.autoSelect);
  }

  /** What an operator means: the device, or one drive of the changer. */
  at(name: ByteString, driveIndex: number): Drive | undefined {
    const drives = this.#changers.get(name);
    return this.#byName.get(name) ?? drives?.find(({ resource }) => resource.driveIndex === driveIndex);
  }

  /** Drives that share a folder share its Volumes: the other one on which Jobs append to this Volume, if any. */
  otherWriter(volume: ByteString, drive: Drive): Drive | undefined {
    return this.#sharing(drive).find((other) => other.appendsTo(volume));
  }

  /** Somebody reads it, here or elsewhere: nothing of it may be cut off. */
  isRead(volume: ByteString, drive: Drive): boolean {
    return drive.reads(volume) || this.#sharing(drive).some((other) => other.reads(volume));
  }

  /** The drive that holds a Volume of its own gives it away when nobody uses it there. */
  takeFromIdle(volume: ByteString, drive: Drive): void {
    for (const other of this.#sharing(drive)) {
      if (other.held?.name === volume && !other.busy) other.held = undefined;
    }
  }

  #sharing(drive: Drive): Drive[] {
    return this.all.filter((other) => other !== drive && other.device.path === drive.device.path);
  }
}
