/** `.status devices` for programs (page 03 §8.2): changers with their drives, then each device. */
import type { ByteString } from '../../../../core/index.ts';
import type { DeviceFacts } from '../../media/index.ts';
import { block, type Fields, flag, NO_ERROR } from './blocks.ts';
import type { Snapshot } from './snapshot.ts';

export function deviceBlocks({ release, media }: Snapshot): ByteString[] {
  const devices = media.devices.map((device) => block(deviceFields(device)));
  const nested = media.autochangers.map(({ name, devices: names }) => {
    const drives = media.devices.filter((device) => names.includes(device.name));
    return { name, drives: drives.map((drive) => block({ name: drive.name, device: drive.archiveDevice })) };
  });
  if (release === '9.6') {
    return [
      ...nested.map(
        ({ name, drives }) =>
          `\nautochanger=${name}\ndevices:\n${drives.map((drive) => `\n${drive}\n`).join('')}\n\n\0`,
      ),
      ...devices.map((device) => `\n${device}\n\0`),
    ];
  }
  return [
    '\ndevices:\n\nautochanger: [\n\0',
    ...nested.map(
      ({ name, drives }) =>
        `\nautochanger=${name}\ndevices: [\n${drives.map((drive) => `\n\n${drive}`).join('')}]\n\n\0`,
    ),
    ']\ndevice: [\n\0',
    ...devices.map((device, index) => `${index === 0 ? '\n' : '\n\n'}${device}\0`),
    `]\n\n${NO_ERROR}`,
  ];
}

const deviceFields = (device: DeviceFacts): Fields => ({
  name: device.name,
  archive_device: device.archiveDevice,
  type: 'File',
  driver: '',
  media_type: device.mediaType,
  open: flag(device.open),
  writers: device.writers,
  maximum_concurrent_jobs: device.maximumConcurrentJobs,
  maximum_volume_size: device.maximumVolumeSizeBytes,
  read_only: flag(device.readOnly),
  autoselect: flag(device.autoSelect),
  enabled: flag(device.enabled),
  free_space: device.freeBytes ?? 0,
  total_space: device.totalBytes ?? 0,
  devno: 0,
  mounted: flag(device.open),
  waiting: flag(device.blockedForPool !== undefined),
  volume: device.open ? (device.volume ?? '') : '',
  pool: device.open ? (device.pool ?? '') : '',
  blocked_desc: device.blocked ?? '',
  blocked: flag(device.blocked !== undefined),
  append: flag(device.open && device.mode === 'append'),
  bytes: device.bytes,
  blocks: device.blocks,
  file: Math.floor(device.address / 2 ** 32),
  block: device.address % 2 ** 32,
});
