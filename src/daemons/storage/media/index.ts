/**
 * The door of media: devices, Volumes, reservations, append and read sessions of the Storage Daemon. The server beside
 * it speaks with Directors and File Daemons; nothing in here knows a socket.
 */
export type { DeviceCommands, DriveAddress, LabelCommand, RelabelCommand, SlotAddress } from './commands.ts';
export type { ChangerFacts, DeviceFacts, MediaFacts, UsedVolumeFacts, WaitingJobFacts } from './description.ts';
export {
  CatalogRefusedError,
  MediaClosedError,
  NotReservedError,
  NoVolumeInTimeError,
  SessionClosedError,
  VolumeRuinedError,
  VolumesFailingError,
} from './errors.ts';
export type { Media, MediaOptions } from './media.ts';
export { openMedia } from './open-media.ts';
export type { DeviceRequest, Reservation, ReservationRefused, ReserveOutcome } from './reservation.ts';
export type {
  AppendFigures,
  AppendSession,
  AppendTotals,
  ReadFigures,
  ReadRecord,
  ReadSession,
  SessionEnd,
  SpoolState,
} from './sessions.ts';
export { removeSpoolLeftovers } from './spool/leftovers.ts';
export type {
  StorageJob,
  VolumeCatalog,
  VolumeGranted,
  VolumeQuery,
  VolumeRefused,
  VolumeUpdate,
  VolumeVerdict,
} from './storage-job.ts';
