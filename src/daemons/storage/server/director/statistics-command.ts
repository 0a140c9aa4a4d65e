/** `statistics all format=json`: figures by name, as a JSON array in pieces (page 03 §8). */
import type { ByteString } from '../../../../core/index.ts';
import type { Conversation, Next } from './conversation.ts';

type Metric = readonly [name: string, value: number, unit: string, description: string];

export async function statistics(conversation: Conversation): Promise<Next> {
  const { config, jobs, media } = conversation.tools;
  const { devices, autochangers } = await media.describe();
  const metrics: Metric[] = [
    ['config.devices', devices.length, 'Device', 'The number of defined devices in Storage.'],
    ['config.autochangers', autochangers.length, 'Autochanger', 'The number of defined autochangers in Storage.'],
    ['jobs.running', jobs.all.length, 'Job', 'The number of Jobs.'],
    ['jobs.run', jobs.ran, 'Job', 'The number of Jobs that have ended since the start.'],
    ...devices.flatMap(({ name, freeBytes, totalBytes, bytes }): Metric[] => [
      [`device.${name}.bytes`, bytes, 'Bytes', 'Bytes moved since the Volume was mounted.'],
      [`device.${name}.freespace`, freeBytes ?? 0, 'Bytes', 'The room left on the file system of the device.'],
      [`device.${name}.totalspace`, totalBytes ?? 0, 'Bytes', 'The size of the file system of the device.'],
    ]),
  ];
  const entries = metrics.map(
    ([name, value, unit, description], index): ByteString =>
      `${index === 0 ? '' : ','}\n${JSON.stringify({ name: `bacula.storage.${config.storage.name}.${name}`, value, type: 'Integer', unit, description })}`,
  );
  return conversation.replyAll(['[', ...entries, '\n]\n']);
}
