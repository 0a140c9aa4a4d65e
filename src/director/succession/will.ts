/**
 * What a Job at a Storage Daemon of ours leaves there: its rows as they stood before its data flowed. A Catalog that was promoted
 * without them gets them again (docs/decisions/0052), so the Job is followed as any other. In the letters of base 64: names are
 * bytes, and a line is text.
 */
import type { LostJob } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import { asciiJson, parseObject } from './ascii-json.ts';

/** A restore of millions of files names each of its Jobs and Volumes: it is started again by its operator. */
const BYTES_MAX = 200_000;
const DATES = ['schedTime', 'startTime', 'realStartTime', 'fileSetCreated'] as const;

/** Undefined: it is too long. */
export function formatWill(job: LostJob): ByteString | undefined {
  const text = Buffer.from(asciiJson(job), 'latin1').toString('base64');
  return text.length <= BYTES_MAX ? text : undefined;
}

/** Undefined: somebody else wrote it. */
export function parseWill(text: ByteString): LostJob | undefined {
  const found = parseObject(Buffer.from(text, 'base64').toString('latin1'));
  if (found === undefined) return undefined;
  const texts = [
    'job',
    'name',
    'type',
    'level',
    'client',
    'pool',
    'fileSet',
    'fileSetMd5',
    'storage',
    'brief',
    'ordered',
  ];
  const numbers = ['jobId', 'fact', 'attempt', 'volSessionId', 'volSessionTime'];
  const isWhole =
    texts.every((field) => typeof found[field] === 'string') &&
    numbers.every((field) => Number.isSafeInteger(found[field]));
  if (!isWhole) return undefined;
  const dates = DATES.map((field) => [field, typeof found[field] === 'string' ? new Date(found[field]) : null]);
  return { ...found, ...Object.fromEntries(dates) } as unknown as LostJob;
}
