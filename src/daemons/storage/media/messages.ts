/** What a Storage Daemon says in a Job's log about Volumes, word for word as genuine ones do (pages 03 §4, §7 and 05 §6). */
import type { DeviceResource } from '../../../config/index.ts';
import type { ByteString } from '../../../core/index.ts';
import { printDevice } from './device-name.ts';

/** 1234567 as 1,234,567. */
export const withCommas = (value: number): string => `${value}`.replace(/\B(?=(\d{3})+$)/g, ',');

const on = (device: DeviceResource): ByteString => `on File device ${printDevice(device)}`;

export const message = {
  labelled: (volume: ByteString, device: DeviceResource): ByteString =>
    `Labeled new Volume "${volume}" ${on(device)}.\n`,
  prelabelled: (volume: ByteString, device: DeviceResource): ByteString =>
    `Wrote label to prelabeled Volume "${volume}" ${on(device)}\n`,
  recycled: (volume: ByteString, device: DeviceResource): ByteString =>
    `Recycled volume "${volume}" ${on(device)}, all previous data lost.\n`,
  previouslyWritten: (volume: ByteString): ByteString =>
    `Volume "${volume}" previously written, moving to end of data.\n`,
  readyToAppend: (volume: ByteString, size: number): ByteString =>
    `Ready to append to end of Volume "${volume}" size=${withCommas(size)}\n`,
  larger: (volume: ByteString, size: number, catalog: number): ByteString =>
    `For Volume "${volume}":\n   The sizes do not match! Metadata Volume=${size} Catalog=${catalog}\n   Correcting Catalog\n`,
  shorter: (volume: ByteString, size: number, catalog: number): ByteString =>
    `Bacula cannot write on disk Volume "${volume}" because: The sizes do not match! Volume=${size} Catalog=${catalog}\n`,
  torn: (volume: ByteString, at: number, bytes: number): ByteString =>
    `Volume "${volume}" ended in a block that was never finished: cut off ${withCommas(bytes)} bytes at addr=${at}\n`,
  missingEnd: (volume: ByteString, size: number, wanted: number): ByteString =>
    `Volume "${volume}" ends at address ${size}, but data up to address ${wanted} are wanted of it`,
  concerned: (jobs: readonly { readonly jobId: number; readonly job: ByteString }[]): ByteString =>
    jobs.map(({ jobId, job }) => `JobId ${jobId} ${job}`).join(', '),
  damagedTail: (volume: ByteString, good: number, catalog: number): ByteString =>
    `Cannot append to Volume "${volume}" because: good data ends at addr=${good}, but the Catalog has ${catalog} bytes of it. Volume left as it is\n`,
  marked: (volume: ByteString, status: ByteString): ByteString =>
    `Marking Volume "${volume}" in ${status} in Catalog.\n`,
  cannotUse: (volume: ByteString, device: DeviceResource, why: ByteString): ByteString =>
    `Cannot write on Volume "${volume}" ${on(device)}: ${why}\n`,
  writeFailed: (volume: ByteString, at: number, device: DeviceResource, why: ByteString): ByteString =>
    `End of Volume "${volume}" at addr=${at} on device ${printDevice(device)}: ${why}\n`,
  limit: (volume: ByteString, device: DeviceResource): ByteString =>
    `User defined maximum volume size will be exceeded on device ${printDevice(device)}.\n   Marking Volume "${volume}" as Full.\n`,
  endOfMedium: (volume: ByteString, bytes: number, blocks: number, at: ByteString): ByteString =>
    `End of medium on Volume "${volume}" Bytes=${withCommas(bytes)} Blocks=${withCommas(blocks)} at ${at}.\n`,
  newVolume: (volume: ByteString, device: DeviceResource, at: ByteString): ByteString =>
    `New volume "${volume}" mounted on device ${printDevice(device)} at ${at}.\n`,
  readyToRead: (volume: ByteString, device: DeviceResource): ByteString =>
    `Ready to read from volume "${volume}" ${on(device)}.\n`,
  cannotRead: (volume: ByteString, device: DeviceResource, why: ByteString): ByteString =>
    `Cannot read Volume "${volume}" ${on(device)}: ${why}\n`,
  unreadable: (volume: ByteString, at: number, bytes: number, device: DeviceResource, why: ByteString): ByteString =>
    `Read error on Volume "${volume}" at addr=${at} on device ${printDevice(device)}: ${bytes} bytes are passed over: ${why}\n`,
  forwardSpacing: (volume: ByteString, address: number): ByteString =>
    `Forward spacing Volume "${volume}" to addr=${address}\n`,
  endOfVolume: (volume: ByteString, address: number, device: DeviceResource): ByteString =>
    `End of Volume "${volume}" at addr=${address} on device ${printDevice(device)}.\n`,
};

export interface WaitSubject {
  readonly job: ByteString;
  readonly device: DeviceResource;
  readonly pool: ByteString;
  readonly mediaType: ByteString;
}

const subject = ({ device, pool, mediaType }: WaitSubject): ByteString =>
  `    Storage:      ${printDevice(device)}\n    Pool:         ${pool}\n    Media type:   ${mediaType}\n`;

export const waiting = {
  media: (wanted: WaitSubject): ByteString =>
    `Job ${wanted.job} is waiting. Cannot find any appendable volumes.\nPlease use the "label" command to create a new Volume for:\n${subject(wanted)}`,
  append: (wanted: WaitSubject, volume: ByteString): ByteString =>
    `Please mount append Volume "${volume}" or label a new one for:\n    Job:          ${wanted.job}\n${subject(wanted)}`,
  read: (wanted: WaitSubject, volume: ByteString): ByteString =>
    `Please mount read Volume "${volume}" for:\n    Job:          ${wanted.job}\n${subject(wanted)}`,
  full: '\n\nWARNING: device is full! Please add more disk space then ...\n\n',
};

/** Of a Job whose data is spooled. */
export const spooling = {
  begins: 'Spooling data ...\n',
  again: 'Spooling data again ...\n',
  jobLimit: (bytes: number, limit: number): ByteString =>
    `User specified Job spool size reached: JobSpoolSize=${withCommas(bytes)} MaxJobSpoolSize=${withCommas(limit)}\n`,
  deviceLimit: (bytes: number, limit: number): ByteString =>
    `User specified Device spool size reached: DevSpoolSize=${withCommas(bytes)} MaxDevSpoolSize=${withCommas(limit)}\n`,
  despool: (bytes: number): ByteString => `Writing spooled data to Volume. Despooling ${withCommas(bytes)} bytes ...\n`,
  commit: (volume: ByteString, bytes: number): ByteString =>
    `Committing spooled data to Volume "${volume}". Despooling ${withCommas(bytes)} bytes ...\n`,
  despooled: (seconds: number, bytes: number): ByteString =>
    `Despooling elapsed time = ${clockTime(seconds)}, Transfer rate = ${rate(bytes / wholeSeconds(seconds))} Bytes/second\n`,
  refused: (why: ByteString, bytes: number): ByteString =>
    bytes > 0
      ? `No more data can be spooled: ${why}. What is spooled goes to the Volume now. Give the Spool Directory more room, or set Maximum Spool Size\n`
      : `No data can be spooled: ${why}. It goes to the Volume at once. Give the Spool Directory more room, or set Maximum Spool Size\n`,
  impossible: (folder: ByteString, why: ByteString): ByteString =>
    `No data can be spooled in ${folder}: ${why}. It goes to the Volume at once. Does the Spool Directory exist, and may the daemon write there?\n`,
};

/** Of a Volume that must not change any more. */
export const protection = {
  readOnly: (volume: ByteString, until: Date, seconds: number): ByteString =>
    `Marking Volume "${volume}" as read-only. ${retention(until, seconds)}`,
  immutable: (volume: ByteString, until: Date, seconds: number): ByteString =>
    `Mark volume "${volume}" as immutable. ${retention(until, seconds)}`,
  failed: (volume: ByteString, device: DeviceResource, why: ByteString): ByteString =>
    `Volume "${volume}" ${on(device)} is not protected: ${why}\n`,
};

const retention = (until: Date, seconds: number): ByteString =>
  `Retention set to ${dayAndTime(until)} (${timeSpan(seconds)}).\n`;

const SPANS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['min', 60],
  ['sec', 1],
] as const;

/** `1 month 2 days`: its two largest parts. */
function timeSpan(seconds: number): ByteString {
  const parts: string[] = [];
  let rest = Math.round(seconds);
  for (const [word, length] of SPANS) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${word}${count === 1 ? '' : 's'}`);
  }
  return parts.join(' ') || '0 secs';
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => `${value}`.padStart(2, '0');

/** `20-Nov-2026 10:33`, local time. */
export const dayAndTime = (at: Date): ByteString =>
  `${two(at.getDate())}-${MONTHS[at.getMonth()]}-${at.getFullYear()} ${two(at.getHours())}:${two(at.getMinutes())}`;

const UNITS = ['', 'K', 'M', 'G', 'T'] as const;

/** `Elapsed time=00:00:02, Transfer rate=164.8 K Bytes/second`, as at the end of each session. */
export function elapsed(seconds: number, bytes: number): ByteString {
  return `Elapsed time=${clockTime(seconds)}, Transfer rate=${rate(bytes / wholeSeconds(seconds))} Bytes/second\n`;
}

const wholeSeconds = (seconds: number): number => Math.max(1, Math.round(seconds));

function clockTime(seconds: number): string {
  const whole = wholeSeconds(seconds);
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map(two).join(':');
}

function rate(perSecond: number): string {
  let [value, unit] = [perSecond, 0];
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : value.toPrecision(4)} ${UNITS[unit]}`;
}
