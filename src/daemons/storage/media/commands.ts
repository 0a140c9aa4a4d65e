/**
 * What an operator asks of a device (page 03 §8). Each answer is the text that goes back: one or more lines, newlines
 * included, as genuine daemons say them; the end of data (EOD) behind them belongs to the conversation.
 */
import type { ByteString } from '../../../core/index.ts';
import type { Release } from '../../../protocol/index.ts';

/** A Device by name, or a drive of an Autochanger. */
export interface DriveAddress {
  readonly device: ByteString;
  /** Which drive of a changer; without meaning for a plain Device. */
  readonly drive: number;
}

export interface LabelCommand extends DriveAddress {
  readonly volume: ByteString;
  readonly pool: ByteString;
  readonly mediaType: ByteString;
  readonly slot: number;
  /** Whose layout the reply has. */
  readonly release: Release;
}

/** The same name twice truncates a purged Volume. */
export interface RelabelCommand extends LabelCommand {
  readonly oldVolume: ByteString;
}

export interface ProtectCommand extends DriveAddress {
  readonly volume: ByteString;
  /** Of the Volume in the Catalog. */
  readonly retentionSec: number;
}

export interface SlotAddress extends DriveAddress {
  readonly slot: number;
}

export interface DeviceCommands {
  label(command: LabelCommand): Promise<ByteString>;
  relabel(command: RelabelCommand): Promise<ByteString>;
  mount(address: SlotAddress): Promise<ByteString>;
  unmount(address: SlotAddress): Promise<ByteString>;
  release(address: SlotAddress): Promise<ByteString>;
  enable(address: DriveAddress): Promise<ByteString>;
  disable(address: DriveAddress): Promise<ByteString>;
  protect(command: ProtectCommand): Promise<ByteString>;
  readLabel(address: SlotAddress): Promise<ByteString>;
  /** `what`: list, listall, slots, drives. */
  autochanger(what: ByteString, device: ByteString): Promise<ByteString>;
}
