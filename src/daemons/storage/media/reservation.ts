/** What a Director asks for with `use storage`, and what comes of it (page 03 §3). */
import type { ByteString } from '../../../core/index.ts';

/** One `use storage` line and the `use device` lines behind it. */
export interface DeviceRequest {
  /** Names of Devices or Autochangers, in the Director's order. */
  readonly devices: readonly ByteString[];
  readonly mediaType: ByteString;
  readonly append: boolean;
  readonly pool: ByteString;
  readonly poolType: ByteString;
  /** Whether to wait for a device that is busy; a refusal otherwise. */
  readonly wait: boolean;
}

/** A place on a device for one Job. Disposing gives it back and wakes whoever waits; twice is harmless. */
export interface Reservation extends Disposable {
  readonly kind: 'reserved';
  /** The drive that was really taken. */
  readonly device: ByteString;
  readonly append: boolean;
  readonly mediaType: ByteString;
  readonly pool: ByteString;
  readonly poolType: ByteString;
  /** The device protects Volumes that are full. */
  readonly protect: boolean;
}

export interface ReservationRefused {
  readonly kind: 'refused';
  /** The whole reply: `3924 Device "…" not in SD Device resources …\n`. */
  readonly reply: ByteString;
}

export type ReserveOutcome = Reservation | ReservationRefused;
