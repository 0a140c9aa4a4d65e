/** POST /v1/restores: bring files back. */
import type { FastifyPluginAsync } from 'fastify';
import type { ByteString } from '../../core/index.ts';
import { list, name, object, path, positive, queued, text, time } from '../schemas.ts';
import type { ConsoleServices } from '../services.ts';
import { type PathInput, pathFromJson, show } from '../text.ts';
import { bytesOf } from './runs.ts';

interface RestoreBody {
  readonly client?: string;
  readonly jobIds?: readonly number[];
  readonly job?: string;
  readonly fileSet?: string;
  readonly before?: string;
  readonly paths?: readonly PathInput[];
  readonly bootstrap?: PathInput;
  readonly restoreJob?: string;
  readonly restoreClient?: string;
  readonly storage?: string;
  readonly where?: PathInput;
  readonly replace?: string;
  readonly regexWhere?: PathInput;
  readonly stripPrefix?: PathInput;
  readonly addPrefix?: PathInput;
  readonly addSuffix?: PathInput;
  readonly comment?: string;
  readonly priority?: number;
  readonly when?: string;
}

const PATHS = ['bootstrap', 'where', 'regexWhere', 'stripPrefix', 'addPrefix', 'addSuffix'] as const;

const body = object({
  client: name,
  jobIds: { ...list(positive), minItems: 1, maxItems: 10_000 },
  job: name,
  fileSet: name,
  before: time,
  paths: { ...list(path), minItems: 1, maxItems: 100_000 },
  bootstrap: path,
  restoreJob: name,
  restoreClient: name,
  storage: name,
  where: path,
  replace: { type: 'string', enum: ['Always', 'IfNewer', 'IfOlder', 'Never'] },
  regexWhere: path,
  stripPrefix: path,
  addPrefix: path,
  addSuffix: path,
  comment: { ...text, maxLength: 1000 },
  priority: positive,
  when: time,
});
const schema = {
  summary: 'Queue a restore: of JobIds, or of what a Client had at a time (default: now); of `paths`, or of everything',
  body,
  response: { 202: queued },
};

export const restoreRoutes =
  ({ director }: ConsoleServices): FastifyPluginAsync =>
  async (app) => {
    app.post<{ Body: RestoreBody }>('/restores', { schema }, async (request, reply) => {
      reply.status(202);
      return show(await director.restore(restoreRequest(request.body)));
    });
  };

/** The same fields with bytes for text and Dates for times. */
export function restoreRequest(asked: RestoreBody): Readonly<Record<string, unknown>> {
  const { paths, before, when, ...rest } = asked;
  const places = PATHS.flatMap((key): [string, ByteString][] => {
    const value = asked[key];
    return value === undefined ? [] : [[key, pathFromJson(value)]];
  });
  return {
    ...bytesOf(rest),
    ...Object.fromEntries(places),
    ...(paths && { paths: paths.map(pathFromJson) }),
    ...(before && { before: new Date(before) }),
    ...(when && { when: new Date(when) }),
  };
}
