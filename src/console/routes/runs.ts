/** POST /v1/jobs: run a Job. */
import type { FastifyPluginAsync } from 'fastify';
import { toByteString } from '../../core/index.ts';
import type { RunRequest } from '../../director/index.ts';
import { flag, level, name, object, positive, queued, text, time } from '../schemas.ts';
import type { ConsoleServices } from '../services.ts';
import { show } from '../text.ts';

export interface RunBody {
  readonly job: string;
  readonly level?: keyof typeof LEVELS;
  readonly client?: string;
  readonly fileSet?: string;
  readonly pool?: string;
  readonly storage?: string;
  readonly messages?: string;
  readonly when?: string;
  readonly priority?: number;
  readonly accurate?: boolean;
  readonly spoolData?: boolean;
  readonly comment?: string;
  readonly ignoreDuplicates?: boolean;
}

/** Levels go in by their names: the letters are the Catalog's. */
export const LEVELS = { Full: 'F', Differential: 'D', Incremental: 'I' } as const;

const body = object(
  {
    job: name,
    level,
    client: name,
    fileSet: name,
    pool: name,
    storage: name,
    messages: name,
    when: time,
    priority: positive,
    accurate: flag,
    spoolData: flag,
    comment: { ...text, maxLength: 1000 },
    ignoreDuplicates: flag,
  },
  ['job'],
);
const schema = { summary: 'Queue a Job', body, response: { 202: queued } };

export const runRoutes =
  ({ director }: ConsoleServices): FastifyPluginAsync =>
  async (app) => {
    app.post<{ Body: RunBody }>('/jobs', { schema }, async (request, reply) => {
      reply.status(202);
      return show(await director.run(runRequest(request.body)));
    });
  };

export function runRequest({ level: levelName, when, ...rest }: RunBody): RunRequest {
  return {
    ...bytesOf(rest),
    ...(levelName && { level: LEVELS[levelName] }),
    ...(when && { when: new Date(when) }),
  };
}

/** Names and texts of a body as ByteStrings; everything else as it is. */
export function bytesOf<T extends object>(body: T): T {
  const entries = Object.entries(body).map(([key, value]) => [
    key,
    typeof value === 'string' ? toByteString(value) : value,
  ]);
  return Object.fromEntries(entries) as T;
}
