/** The Jobs: those of the Catalog, those that run, their logs and files; and cancel. */
import type { FastifyPluginAsync } from 'fastify';
import { displayLines, displayText, toByteString } from '../../core/index.ts';
import { NotFoundError } from '../errors.ts';
import { activeJob, flag, integer, jobIdParams, letter, list, name, object, positive, text, time } from '../schemas.ts';
import type { ConsoleServices } from '../services.ts';
import { nameToJson, show } from '../text.ts';

const listedJob = object({
  jobId: integer,
  job: text,
  name: text,
  type: text,
  level: text,
  client: text,
  fileSet: text,
  pool: text,
  status: text,
  scheduledAt: time,
  startedAt: time,
  endedAt: time,
  files: integer,
  bytes: integer,
  errors: integer,
  comment: text,
});
const filter = {
  name,
  client: name,
  status: letter,
  level: letter,
  type: letter,
  before: positive,
  limit: { type: 'integer', minimum: 1, maximum: 1000, default: 50 },
};
interface FilterQuery {
  readonly name?: string;
  readonly client?: string;
  readonly status?: string;
  readonly level?: string;
  readonly type?: string;
  readonly before?: number;
  readonly limit: number;
}
const file = object({
  fileIndex: integer,
  name: text,
  nameBase64: text,
  mode: integer,
  size: integer,
  modifiedAt: time,
});

const schemas = {
  list: {
    summary: 'Jobs of the Catalog, newest first',
    querystring: object(filter),
    response: { 200: list(listedJob) },
  },
  one: {
    summary: 'One Job; `active` is there while it is queued or runs',
    params: jobIdParams,
    response: { 200: object({ job: listedJob, volumes: list(text), active: activeJob }, ['job', 'volumes']) },
  },
  log: {
    summary: 'What a Job said',
    params: jobIdParams,
    response: { 200: list(object({ at: time, text }, ['at', 'text'])) },
  },
  files: {
    summary: 'Files of a Job, page by page: pass the last fileIndex as `after`',
    params: jobIdParams,
    querystring: object({
      after: { type: 'integer', minimum: 0, default: 0 },
      limit: { type: 'integer', minimum: 1, maximum: 10_000, default: 1000 },
    }),
    response: { 200: list(file) },
  },
  cancel: {
    summary: 'Cancel a Job; the lines are what the daemons answered',
    params: jobIdParams,
    response: { 200: object({ jobId: integer, job: text, wasRunning: flag, lines: list(text) }) },
  },
};
interface ById {
  Params: { jobId: number };
}

export const jobRoutes =
  ({ director, listings }: ConsoleServices): FastifyPluginAsync =>
  async (app) => {
    async function jobOrThrow(jobId: number) {
      const [job] = await listings.jobs({ jobId, limit: 1 });
      if (job === undefined)
        throw new NotFoundError(`The Catalog has no JobId ${jobId}`, '"understudy list jobs" shows what it has');
      return job;
    }

    app.get<{ Querystring: FilterQuery }>('/jobs', { schema: schemas.list }, async ({ query }) => {
      const names = {
        name: query.name && toByteString(query.name),
        client: query.client && toByteString(query.client),
      };
      return show(await listings.jobs({ ...query, ...names }));
    });

    app.get<ById>('/jobs/:jobId', { schema: schemas.one }, async ({ params }) => {
      const job = await jobOrThrow(params.jobId);
      const active = (await director.activeJobs()).find(({ jobId }) => jobId === params.jobId);
      const volumes = await listings.volumesOfJob(params.jobId);
      return show({ job, volumes, ...(active && { active }) });
    });

    app.get<ById>('/jobs/:jobId/log', { schema: schemas.log }, async ({ params }) => {
      await jobOrThrow(params.jobId);
      const lines = await listings.jobLog(params.jobId);
      return lines.map((line) => ({ at: line.at.toISOString(), text: displayLines(line.text) }));
    });

    app.get<ById & { Querystring: { after: number; limit: number } }>(
      '/jobs/:jobId/files',
      { schema: schemas.files },
      async ({ params, query }) => {
        await jobOrThrow(params.jobId);
        const files = await listings.files(params.jobId, query);
        return files.map((found) => ({ ...show(found), ...nameToJson(found.name) }));
      },
    );

    app.post<ById>('/jobs/:jobId/cancel', { schema: schemas.cancel }, async ({ params }) => {
      const { lines, ...cancelled } = await director.cancel(params.jobId);
      return { ...show(cancelled), lines: lines.map((line) => displayText(line.trimEnd())) };
    });
  };
