/** `statistics all format=json`: figures by name, as a JSON array in pieces (page 03 §8), with the names of 15.0.3. */
import type { ByteString } from '../../../../core/index.ts';
import type { DeviceFacts } from '../../media/index.ts';
import type { Conversation, Next } from './conversation.ts';

type Metric = readonly [name: string, value: number | boolean, unit: string, description: string, type?: 'Float'];

export async function statistics(conversation: Conversation): Promise<Next> {
  const { config, jobs, media } = conversation.tools;
  const { devices, autochangers } = await media.describe();
  const { rss, heapUsed } = process.memoryUsage();
  const mostBytes = process.resourceUsage().maxRSS * 1024;
  const metrics: Metric[] = [
    ['config.devices', devices.length, 'Device', 'The number of defined devices in Storage.'],
    ['config.autochangers', autochangers.length, 'Autochanger', 'The number of defined autochangers in Storage.'],
    ['memory.heap', heapUsed, 'Bytes', 'The size of the heap.'],
    ['memory.maxbytes', mostBytes, 'Bytes', 'The allocated memory size.'],
    ['memory.smbytes', rss, 'Bytes', 'The allocated memory size.'],
    ['jobs.running', jobs.all.length, 'Job', 'The number of Jobs.'],
    ['jobs.run', jobs.ran, 'Job', 'The number of Jobs that have ended since the start.'],
    ...devices.flatMap(metricsOf),
  ];
  const entries = metrics.map(
    ([name, value, unit, description, type = typeof value === 'boolean' ? 'Boolean' : 'Integer'], index): ByteString =>
      `${index === 0 ? '' : ','}\n${JSON.stringify({ name: `bacula.storage.${config.storage.name}.${name}`, value, type, unit, description })}`,
  );
  return conversation.replyAll(['[', ...entries, '\n]\n']);
}

function metricsOf({ name, enabled, freeBytes = 0, totalBytes = 0, bytes, traffic }: DeviceFacts): Metric[] {
  const { readBytes, readMs, writtenBytes, writeMs } = traffic;
  const metric = (what: string, ...rest: [number | boolean, string, string, 'Float'?]): Metric => [
    `device.${name}.${what}`,
    ...rest,
  ];
  const space = 'disk storage for device (could be shared).';
  return [
    metric('readbytes', readBytes, 'Bytes', 'The number of bytes read from device.'),
    metric('readtime', Math.round(readMs), 'milliseconds', 'Time spent reading from device.'),
    metric('readspeed', perSecond(readBytes, readMs), 'Bytes/Sec', 'Device read throughput.', 'Float'),
    metric('writespeed', perSecond(writtenBytes, writeMs), 'Bytes/Sec', 'Device write throughput.', 'Float'),
    metric('status', enabled, 'Status', 'Show if device is enabled (True/1) or disabled (False/0).'),
    metric('writebytes', writtenBytes, 'Bytes', 'The number of bytes written to device.'),
    metric('writetime', Math.round(writeMs), 'milliseconds', 'Time spent writing to device.'),
    metric('bytes', bytes, 'Bytes', 'Bytes moved since the Volume was mounted.'),
    metric('freespace', freeBytes, 'Bytes', `The size of available space of the ${space}`),
    metric('totalspace', totalBytes, 'Bytes', `The size of the ${space}`),
  ];
}

const perSecond = (bytes: number, ms: number): number => (ms > 0 ? Math.round((bytes * 1000) / ms) : 0);
