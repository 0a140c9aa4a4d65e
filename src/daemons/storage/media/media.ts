/** All devices of a Storage Daemon and what happens on them: the one object that the server holds. */
import type { ByteString, Clock, Logger } from '../../../core/index.ts';
import type { BootstrapPart } from '../../../volume/index.ts';
import type { Device } from '../device/index.ts';
import type { DeviceCommands } from './commands.ts';
import type { MediaFacts } from './description.ts';
import type { DeviceRequest, Reservation, ReserveOutcome } from './reservation.ts';
import type { AppendSession, ReadSession } from './sessions.ts';
import type { StorageJob } from './storage-job.ts';

/** Disposing waits for what is being written, closes Volumes in good order, and fails what still waits. */
export interface Media extends AsyncDisposable {
  /**
   * Takes a place on the first device that suits, of the first request that has one. Asks the Director meanwhile
   * (GetVolInfo, FindMedia) where it appends. Waits where a request allows it: the Job is told every few minutes.
   * Rejects when the Job's signal aborts, or its Director is lost.
   */
  reserve(requests: readonly DeviceRequest[], job: StorageJob): Promise<ReserveOutcome>;
  /**
   * Mounts the Volume (page 03 §4) and writes the start label; resolves when data may come. Waits for media or a mount
   * where it must (03 §7). The reservation belongs to the session from here on, and goes when that ends.
   */
  openAppend(reservation: Reservation, job: StorageJob): Promise<AppendSession>;
  /** Nothing is opened before the first batch is asked for. The reservation goes with the session. */
  openRead(reservation: Reservation, job: StorageJob, bootstrap: readonly BootstrapPart[]): ReadSession;
  readonly commands: DeviceCommands;
  describe(): Promise<MediaFacts>;
  /** For storage groups: free bytes of a device, or of all file systems of a changer; undefined: no such device. */
  freeBytes(device: ByteString): Promise<number | undefined>;
}

export interface MediaOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What lies at a path; plain files in a folder, where it is left out. */
  readonly openDevice?: (path: ByteString) => Device;
}
