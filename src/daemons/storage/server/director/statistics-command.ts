/** `statistics all format=json`: figures by name, as a JSON array in pieces (page 03 §8). */
import type { ByteString } from '../../../../core/index.ts';
import type { Conversation, Next } from './conversation.ts';

type Metric = readonly [name: string, value: number | boolean, unit: string, description: string];

export async function statistics(conversation: Conversation): Promise<Next> {
  const { config, jobs, media } = conversation.tools;
  const { devices, autochangers } = await media.describe();
  const { rss, heapUsed } = process.memoryUsage();
  const metrics: Metric[] = [
    ['config.devices', devices.length, 'Device', 'The number of defined devices in Storage.'],
    ['config.autochangers', autochangers.length, 'Autochanger', 'The number of defined autochangers in Storage.'],
    ['memory.heap', heapUsed, 'Bytes', 'The size of the heap.'],
    ['memory.smbytes', rss, 'Bytes', 'The allocated memory size.'],
    ['jobs.running', jobs.all.length, 'Job', 'The number of Jobs.'],
    ['jobs.run', jobs.ran, 'Job', 'The number of Jobs that have ended since the start.'],
    ...devices.flatMap(({ name, enabled, freeBytes, totalBytes, bytes }): Metric[] => [
      [`device.${name}.status`, enabled, 'Status', 'Show if device is enabled (True/1) or disabled (False/0).'],
      [`device.${name}.bytes`, bytes, 'Bytes', 'Bytes moved since the Volume was mounted.'],
      [
        `device.${name}.freespace`,
        freeBytes ?? 0,
        'Bytes',
        'The size of available space of the disk storage for device (could be shared).',
      ],
      [
        `device.${name}.totalspace`,
        totalBytes ?? 0,
        'Bytes',
        'The size of the disk storage for device (could be shared).',
      ],
    ]),
  ];
  const entries = metrics.map(
    ([name, value, unit, description], index): ByteString =>
      `${index === 0 ? '' : ','}\n${JSON.stringify({ name: `bacula.storage.${config.storage.name}.${name}`, value, type: typeof value === 'boolean' ? 'Boolean' : 'Integer', unit, description })}`,
  );
  return conversation.replyAll(['[', ...entries, '\n]\n']);
}
