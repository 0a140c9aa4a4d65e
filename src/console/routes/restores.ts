/** POST /v1/restores: bring files back. */
import type { FastifyPluginAsync } from 'fastify';
import type { RestoreRequest, RestoreSource } from '../../director/index.ts';
import { flag, list, name, object, path, positive, queued, type Schema, text, time } from '../schemas.ts';
import type { ConsoleServices } from '../services.ts';
import { type PathInput, pathFromJson, show } from '../text.ts';
import { bytesOf } from './runs.ts';

interface RestoreBody extends Partial<Record<(typeof PATHS)[number], PathInput>> {
  readonly from: {
    readonly jobId?: number;
    readonly client?: string;
    readonly fileSet?: string;
    readonly before?: string;
    readonly bootstrap?: PathInput;
  };
  readonly files?: readonly PathInput[];
  readonly job?: string;
  readonly client?: string;
  readonly prefixLinks?: boolean;
  readonly replace?: keyof typeof REPLACE;
  readonly storage?: string;
  readonly priority?: number;
  readonly when?: string;
  readonly comment?: string;
}

const PATHS = ['where', 'regexWhere', 'stripPrefix', 'addPrefix', 'addSuffix'] as const;
const REPLACE = { Always: 'a', IfNewer: 'w', IfOlder: 'o', Never: 'n' } as const;

/** A bootstrap of a big Job has a line for each span on each Volume. */
const bootstrap: Schema = {
  anyOf: [{ type: 'string', minLength: 1, maxLength: 4_000_000 }, path.anyOf[1]],
};
const from: Schema = {
  anyOf: [
    object({ jobId: positive }, ['jobId']),
    object({ client: name, fileSet: name, before: time }, ['client']),
    object({ bootstrap }, ['bootstrap']),
  ],
};
const body = object(
  {
    from,
    files: { ...list(path), minItems: 1, maxItems: 100_000 },
    job: name,
    client: name,
    where: path,
    regexWhere: path,
    stripPrefix: path,
    addPrefix: path,
    addSuffix: path,
    prefixLinks: flag,
    replace: { type: 'string', enum: Object.keys(REPLACE) },
    storage: name,
    priority: positive,
    when: time,
    comment: { ...text, maxLength: 1000 },
  },
  ['from'],
);
const schema = {
  summary: 'Queue a restore: from a Job, from what a Client had at a time (default: now), or from a bootstrap file',
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

function restoreRequest(asked: RestoreBody): RestoreRequest {
  const { from, files, replace, when, where, regexWhere, stripPrefix, addPrefix, addSuffix, ...rest } = asked;
  const places = { where, regexWhere, stripPrefix, addPrefix, addSuffix };
  return {
    ...bytesOf(rest),
    ...Object.fromEntries(
      Object.entries(places).flatMap(([key, place]) => (place === undefined ? [] : [[key, pathFromJson(place)]])),
    ),
    from: source(from),
    ...(files && { files: files.map(pathFromJson) }),
    ...(replace && { replace: REPLACE[replace] }),
    ...(when && { when: new Date(when) }),
  };
}

function source({ jobId, client, fileSet, before, bootstrap: text }: RestoreBody['from']): RestoreSource {
  if (jobId !== undefined) return { kind: 'job', jobId };
  if (text !== undefined) return { kind: 'bootstrap', text: pathFromJson(text) };
  return {
    kind: 'point-in-time',
    ...bytesOf({ client: client ?? '', ...(fileSet && { fileSet }) }),
    ...(before && { before: new Date(before) }),
  };
}
