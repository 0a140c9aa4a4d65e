/**
 * One Device resource at work: who has a place on it, which Volume it holds, and whether an operator took it away.
 * It knows no Director; what the Volume may be used for was asked by whoever put it here.
 */
import type { DeviceResource } from '../../../config/index.ts';
import type { ByteString } from '../../../core/index.ts';
import { type Device, MeteredDevice } from '../device/index.ts';
import type { DeviceRequest } from './reservation.ts';
import type { StorageJob } from './storage-job.ts';

/** A Job's place on a drive. */
export interface Seat {
  readonly job: StorageJob;
  readonly request: DeviceRequest;
  /** Whether the Catalog's number of Jobs on the Volume has it in already. */
  counted: boolean;
}

/** The Volume of a drive: planned by a reservation, in use, or left there by the last Job. */
export interface HeldVolume {
  readonly name: ByteString;
  readonly pool: ByteString;
  readonly mode: 'append' | 'read';
  /** Jobs on it as far as the Catalog said, and how many it may have; 0 is no limit. */
  readonly jobs: number;
  readonly maxJobs: number;
}

/** Why Jobs on a drive do not get on. */
export interface Blocked {
  readonly why: 'media' | 'mount';
  readonly pool: ByteString;
}

export class Drive {
  readonly resource: DeviceResource;
  /** The changer that it belongs to. */
  readonly changer: ByteString | undefined;
  readonly device: MeteredDevice;
  readonly seats = new Set<Seat>();
  enabled: boolean;
  unmounted = false;
  held: HeldVolume | undefined;
  blocked: Blocked | undefined;
  /** How often it was taken: drives of a changer are worn evenly. */
  uses = 0;

  constructor(resource: DeviceResource, device: Device, changer: ByteString | undefined) {
    this.resource = resource;
    this.device = new MeteredDevice(device);
    this.changer = changer;
    this.enabled = resource.enabled;
  }

  get name(): ByteString {
    return this.resource.name;
  }

  get busy(): boolean {
    return this.seats.size > 0;
  }

  /** True while somebody reads or is going to: then nobody else may come. */
  get reading(): boolean {
    return [...this.seats].some((seat) => !seat.request.append);
  }

  /** The pool of those who append. */
  get pool(): ByteString | undefined {
    return [...this.seats].find((seat) => seat.request.append)?.request.pool;
  }

  sit(seat: Seat): void {
    this.seats.add(seat);
    this.uses++;
  }

  rise(seat: Seat): void {
    this.seats.delete(seat);
  }

  /** Whether a Job appends, or is going to append, to this Volume here. */
  appendsTo(volume: ByteString): boolean {
    return this.busy && this.held?.mode === 'append' && this.held.name === volume;
  }

  reads(volume: ByteString): boolean {
    return this.busy && this.held?.mode === 'read' && this.held.name === volume;
  }
}
