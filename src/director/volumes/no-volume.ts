/** What an operator should know, and can do, when a Job waits because no Volume can be had. Pure: facts in, text out. */
import type { VolumeCensus } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';

export interface NoVolumeFacts {
  readonly pool: ByteString;
  readonly mediaType: ByteString;
  readonly storage: ByteString;
  readonly census: readonly VolumeCensus[];
  readonly maximumVolumes: number;
  readonly labelsItself: boolean;
  /** False when the Storage said that its file system is nearly full. */
  readonly create: boolean;
  /** What the search gave as its reason, if it had one. */
  readonly why: ByteString;
}

export const explainNoVolume = (facts: NoVolumeFacts): ByteString =>
  [
    `No Volume of Pool "${facts.pool}" can be written on Storage "${facts.storage}": ${state(facts)}.`,
    ...advice(facts),
  ].join('\n    ');

function state({ census, mediaType }: NoVolumeFacts): string {
  const fitting = census.filter((row) => row.mediaType === mediaType);
  const others = census.filter((row) => row.mediaType !== mediaType).reduce((sum, { volumes }) => sum + volumes, 0);
  const besides = others === 0 ? '' : `, and ${others} of another Media Type`;
  if (fitting.length === 0) return `it has none of Media Type "${mediaType}"${besides}`;
  return `it has ${fitting.map(({ volumes, volStatus }) => `${volumes} ${volStatus}`).join(', ')}${besides}`;
}

function advice(facts: NoVolumeFacts): string[] {
  const { create, why, labelsItself, maximumVolumes, pool, storage } = facts;
  const lines = why === '' ? [] : [`${why}.`];
  if (!create) {
    return [...lines, 'The file system of the Storage is nearly full: make room there, and the Job goes on.'];
  }
  if (!labelsItself) lines.push('LabelFormat is not set in the Pool, so that no Volume is made automatically.');
  const freeAt = firstFree(facts);
  if (freeAt !== undefined) lines.push(`The first Volume is past its retention on ${timeText(freeAt)}.`);
  const limit = maximumVolumes > 0 ? `raise Maximum Volumes (now ${maximumVolumes}), ` : '';
  lines.push(
    `What helps: ${limit}label a Volume for Pool "${pool}" on Storage "${storage}", or purge one. The Job waits.`,
  );
  return lines;
}

function firstFree({ census, mediaType }: NoVolumeFacts): Date | undefined {
  const times = census.flatMap((row) =>
    row.mediaType === mediaType && row.freeAt !== null ? [row.freeAt.getTime()] : [],
  );
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

const two = (value: number): string => String(value).padStart(2, '0');
const timeText = (date: Date): string =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
