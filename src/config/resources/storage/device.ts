/** The resource `Device` of the Storage's file (07 §9.19): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import { duration, keyword, name, path, reference, size, type Table, text, uint, yesNo } from '../../table/index.ts';
import { DAY, MINUTE } from '../../values/duration.ts';
import {
  DEVICE_TYPES,
  type DeviceType,
  LABEL_TYPES,
  type LabelType,
  VOLUME_ENCRYPTIONS,
  type VolumeEncryption,
} from '../keywords.ts';
import type { CloudResource } from './cloud.ts';

export interface DeviceResource {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Media type of the volumes; must equal the SD device. */
  readonly mediaType: ByteString;
  /** File, Tape, Fifo, VTape, Vtl, Cloud, Aligned, Dedup, Null; guessed if absent. */
  readonly deviceType: DeviceType | undefined;
  /** Path of device or directory. */
  readonly archiveDevice: ByteString;
  /** Directory for aligned data. */
  readonly alignedDevice: ByteString | undefined;
  /** Tape. */
  readonly hardwareEndOfFile: boolean;
  /** Tape. */
  readonly hardwareEndOfMedium: boolean;
  /** Tape. */
  readonly backwardSpaceRecord: boolean;
  /** Tape. */
  readonly backwardSpaceFile: boolean;
  /** Tape. */
  readonly bsfAtEom: boolean;
  /** Tape. */
  readonly twoEof: boolean;
  /** Tape. */
  readonly forwardSpaceRecord: boolean;
  /** Tape. */
  readonly forwardSpaceFile: boolean;
  /** Tape. */
  readonly fastForwardSpaceFile: boolean;
  /** Medium can change. */
  readonly removableMedia: boolean;
  /** Disk-like. */
  readonly randomAccess: boolean;
  /** Open without operator. */
  readonly automaticMount: boolean;
  /** SD may label blank volumes. */
  readonly labelMedia: boolean;
  /** Keep device open. */
  readonly alwaysOpen: boolean;
  /** Yes/no, or the name of the Storage that is the autochanger. */
  readonly autochanger: boolean;
  /** Close when polling. */
  readonly closeOnPoll: boolean;
  /** Seek by address when reading. */
  readonly blockPositioning: boolean;
  /** Tape. */
  readonly useMtiocGet: boolean;
  /** Read ANSI/IBM labels. */
  readonly checkLabels: boolean;
  /** Mount/unmount commands needed. */
  readonly requiresMount: boolean;
  /** Tape. */
  readonly offlineOnUnmount: boolean;
  /** Write block CRC. */
  readonly blockChecksum: boolean;
  /** Tape driver. */
  readonly useLintape: boolean;
  /** Resource switched on. */
  readonly enabled: boolean;
  /** May be chosen in an autochanger. */
  readonly autoSelect: boolean;
  /** Never write. */
  readonly readOnly: boolean;
  /** Chattr +a on file volumes. */
  readonly setVolumeAppendOnly: boolean;
  /** Chattr +i on full volumes. */
  readonly setVolumeImmutable: boolean;
  /** Chmod on full volumes. */
  readonly setVolumeReadOnly: boolean;
  /** Period during which protection may not be lifted. */
  readonly minimumVolumeProtectionTimeSec: number;
  /** SCSI changer device. */
  readonly changerDevice: ByteString | undefined;
  /** SCSI control device. */
  readonly controlDevice: ByteString | undefined;
  /** Changer script. */
  readonly changerCommand: ByteString | undefined;
  /** Tape alert script. */
  readonly alertCommand: ByteString | undefined;
  /** Changer lock script. */
  readonly lockCommand: ByteString | undefined;
  /** Worm check script. */
  readonly wormCommand: ByteString | undefined;
  /** Changer script timeout. */
  readonly maximumChangerWaitSec: number;
  /** Device open wait. */
  readonly maximumOpenWaitSec: number;
  /** Data chunk size, 0 = 65536. */
  readonly maximumNetworkBufferSize: number;
  /** Poll for a mounted volume. */
  readonly volumePollIntervalSec: number;
  /** Rewind timeout. */
  readonly maximumRewindWaitSec: number;
  /** Fixed block size if = maximum. */
  readonly minimumBlockSizeBytes: number;
  /** 0 = 64512; max 4096000. */
  readonly maximumBlockSizeBytes: number;
  /** Aligned. */
  readonly paddingSizeBytes: number;
  /** Aligned. */
  readonly fileAlignmentBytes: number;
  /** Aligned. */
  readonly minimumAlignedSizeBytes: number;
  /** Volume size limit at the SD. */
  readonly maximumVolumeSizeBytes: number;
  /** Write EOF mark every n bytes. */
  readonly maximumFileSizeBytes: number;
  /** JobMedia record every n bytes for faster restore. */
  readonly maximumFileIndexBytes: number;
  /** Informational. */
  readonly volumeCapacityBytes: number;
  /** (sic) free space reserve. */
  readonly minimumFeeSpaceBytes: number;
  /** Maximum simultaneous jobs through this resource. */
  readonly maximumConcurrentJobs: number;
  /** Data spool directory. */
  readonly spoolDirectory: ByteString | undefined;
  /** Total spool limit. */
  readonly maximumSpoolSizeBytes: number;
  /** Per job spool limit. */
  readonly maximumJobSpoolSizeBytes: number;
  /** Drive number in changer. */
  readonly driveIndex: number;
  /** Cloud part size. */
  readonly maximumPartSizeBytes: number;
  /** Cloud parts per volume. */
  readonly maximumVolumeParts: number;
  /** For RequiresMount. */
  readonly mountPoint: ByteString | undefined;
  /** For RequiresMount. */
  readonly mountCommand: ByteString | undefined;
  /** For RequiresMount. */
  readonly unmountCommand: ByteString | undefined;
  /** Legacy. */
  readonly writePartCommand: ByteString | undefined;
  /** Legacy. */
  readonly freeSpaceCommand: ByteString | undefined;
  /** Bacula, ANSI, IBM. */
  readonly labelType: LabelType | undefined;
  /** Cloud resource. */
  readonly cloud: CloudResource | undefined;
  /** Fsync on close. */
  readonly syncOnClose: boolean;
  /** No/None, Yes… volume encryption mode. */
  readonly volumeEncryption: VolumeEncryption | undefined;
}

export const deviceTable: Table<DeviceResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  mediaType: name('MediaType', { required: true }),
  deviceType: keyword('DeviceType', DEVICE_TYPES),
  archiveDevice: name('ArchiveDevice', { required: true }),
  alignedDevice: name('AlignedDevice'),
  hardwareEndOfFile: yesNo('HardwareEndOfFile', true),
  hardwareEndOfMedium: yesNo('HardwareEndOfMedium', true),
  backwardSpaceRecord: yesNo('BackwardSpaceRecord', true),
  backwardSpaceFile: yesNo('BackwardSpaceFile', true),
  bsfAtEom: yesNo('BsfAtEom', false),
  twoEof: yesNo('TwoEof', false),
  forwardSpaceRecord: yesNo('ForwardSpaceRecord', true),
  forwardSpaceFile: yesNo('ForwardSpaceFile', true),
  fastForwardSpaceFile: yesNo('FastForwardSpaceFile', true),
  removableMedia: yesNo('RemovableMedia', true),
  randomAccess: yesNo('RandomAccess', false),
  automaticMount: yesNo('AutomaticMount', false),
  labelMedia: yesNo('LabelMedia', false),
  alwaysOpen: yesNo('AlwaysOpen', true),
  autochanger: yesNo('Autochanger', false),
  closeOnPoll: yesNo('CloseOnPoll', false),
  blockPositioning: yesNo('BlockPositioning', true),
  useMtiocGet: yesNo('UseMtiocGet', true),
  checkLabels: yesNo('CheckLabels', false),
  requiresMount: yesNo('RequiresMount', false),
  offlineOnUnmount: yesNo('OfflineOnUnmount', false),
  blockChecksum: yesNo('BlockChecksum', true),
  useLintape: yesNo('UseLintape', false),
  enabled: yesNo('Enabled', true),
  autoSelect: yesNo('AutoSelect', true),
  readOnly: yesNo('ReadOnly', false),
  setVolumeAppendOnly: yesNo('SetVolumeAppendOnly', false),
  setVolumeImmutable: yesNo('SetVolumeImmutable', false),
  setVolumeReadOnly: yesNo('SetVolumeReadOnly', false),
  minimumVolumeProtectionTimeSec: duration('MinimumVolumeProtectionTime', 30 * DAY),
  changerDevice: name('ChangerDevice'),
  controlDevice: name('ControlDevice'),
  changerCommand: name('ChangerCommand'),
  alertCommand: name('AlertCommand'),
  lockCommand: name('LockCommand'),
  wormCommand: name('WormCommand'),
  maximumChangerWaitSec: duration('MaximumChangerWait', 5 * MINUTE),
  maximumOpenWaitSec: duration('MaximumOpenWait', 5 * MINUTE),
  maximumNetworkBufferSize: uint('MaximumNetworkBufferSize', 0),
  volumePollIntervalSec: duration('VolumePollInterval', 5 * MINUTE),
  maximumRewindWaitSec: duration('MaximumRewindWait', 5 * MINUTE),
  minimumBlockSizeBytes: size('MinimumBlockSize', 0),
  maximumBlockSizeBytes: size('MaximumBlockSize', 0),
  paddingSizeBytes: size('PaddingSize', 4096),
  fileAlignmentBytes: size('FileAlignment', 4096),
  minimumAlignedSizeBytes: size('MinimumAlignedSize', 4096),
  maximumVolumeSizeBytes: size('MaximumVolumeSize', 0),
  maximumFileSizeBytes: size('MaximumFileSize', 1000000000),
  maximumFileIndexBytes: size('MaximumFileIndex', 100000000),
  volumeCapacityBytes: size('VolumeCapacity', 0),
  minimumFeeSpaceBytes: size('MinimumFeeSpace', 5000000),
  maximumConcurrentJobs: uint('MaximumConcurrentJobs', 0),
  spoolDirectory: path('SpoolDirectory'),
  maximumSpoolSizeBytes: size('MaximumSpoolSize', 0),
  maximumJobSpoolSizeBytes: size('MaximumJobSpoolSize', 0),
  driveIndex: uint('DriveIndex', 0),
  maximumPartSizeBytes: size('MaximumPartSize', 0),
  maximumVolumeParts: uint('MaximumVolumeParts', 0),
  mountPoint: name('MountPoint'),
  mountCommand: name('MountCommand'),
  unmountCommand: name('UnmountCommand'),
  writePartCommand: name('WritePartCommand'),
  freeSpaceCommand: name('FreeSpaceCommand'),
  labelType: keyword('LabelType', LABEL_TYPES),
  cloud: reference<CloudResource>('Cloud', 'Cloud'),
  syncOnClose: yesNo('SyncOnClose', true),
  volumeEncryption: keyword('VolumeEncryption', VOLUME_ENCRYPTIONS),
};
