/** The sections of `status` about devices and Volumes (page 03 §8.1). */
import type { ByteString } from '../../../../core/index.ts';
import type { DeviceFacts } from '../../media/index.ts';
import { withCommas, withSuffix } from './figures.ts';
import type { Snapshot } from './snapshot.ts';

const print = ({ name, archiveDevice }: Pick<DeviceFacts, 'name' | 'archiveDevice'>): ByteString =>
  `"${name}" (${archiveDevice})`;

export const changers = ({ media }: Snapshot): ByteString[] =>
  media.autochangers.flatMap(({ name, devices }) => [
    `Autochanger "${name}" with devices:`,
    ...media.devices.filter((device) => devices.includes(device.name)).map((device) => `   ${print(device)}`),
  ]);

export function describeDevice(device: DeviceFacts): ByteString[] {
  const { volume, pool = '', mediaType, open, blocked, blockedForPool, enabled } = device;
  const mounted = open && volume !== undefined;
  return [
    mounted
      ? `\nDevice File is ${print(device)} mounted with:\n    Volume:      ${volume}\n    Pool:        ${pool}\n    Media type:  ${mediaType}`
      : `\nDevice File: ${print(device)} is not open.`,
    ...(enabled ? [] : ['   Device is disabled. User command.']),
    ...(blocked === undefined ? [] : describeBlocked(device, blocked, blockedForPool)),
    ...(open ? figures(device) : []),
    ...(device.freeBytes === undefined ? [] : [`   Available Space=${withSuffix(device.freeBytes)}B`]),
  ];
}

const describeBlocked = (device: DeviceFacts, blocked: ByteString, pool: ByteString | undefined): ByteString[] =>
  pool === undefined
    ? [`   Device is BLOCKED. ${blocked}.`]
    : [`   Device is BLOCKED ${blocked} for:\n       Pool:        ${pool}\n       Media type:  ${device.mediaType}`];

function figures({ mode, bytes, blocks, address }: DeviceFacts): ByteString[] {
  const perBlock = blocks === 0 ? 0 : bytes / blocks;
  const word = mode === 'read' ? 'Total Bytes Read' : 'Total Bytes';
  return [
    `    ${word}=${withCommas(bytes)} Blocks=${withCommas(blocks)} Bytes/block=${withCommas(perBlock)}`,
    `    Positioned at File=${Math.floor(address / 2 ** 32)} Block=${withCommas(address % 2 ** 32)}`,
  ];
}

export const usedVolumes = ({ media }: Snapshot): ByteString[] =>
  media.volumes.flatMap(({ volume, device, archiveDevice, readers, writers, reserves }) => [
    `Reserved volume: ${volume} on File device "${device}" (${archiveDevice})`,
    `    Reader=${readers} writers=${writers} reserves=${reserves} volinuse=1 worm=0`,
  ]);
