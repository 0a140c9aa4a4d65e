/** GET /v1/jobs/:jobId/events: a Job as it goes, one JSON value a line, until it has ended. */
import type { FastifyPluginAsync } from 'fastify';
import { displayLines } from '../../core/index.ts';
import type { DirectorEvent } from '../../director/index.ts';
import { NotFoundError } from '../errors.ts';
import { type LineQueue, openLineQueue } from '../line-queue.ts';
import { sendLines } from '../ndjson.ts';
import { activeJob, finishedJob, flag, jobIdParams, object, text } from '../schemas.ts';
import type { ConsoleServices } from '../services.ts';
import { show } from '../text.ts';
import { whileAwaited } from '../while-awaited.ts';

const schema = {
  summary: 'Follow a Job: lines of kind "progress", "message", "alive", at last "finished" (or "error")',
  params: jobIdParams,
  querystring: object({ currentFile: { ...flag, default: false } }),
  produces: ['application/x-ndjson'],
  response: {
    200: object({ kind: text, job: { anyOf: [activeJob, finishedJob] }, text }, ['kind']),
  },
};

/** Tells both ends that the connection lives, and asks the Client for its current file where that is wanted. */
const PULSE_MS = 2000;

export const jobEventRoutes =
  (services: ConsoleServices): FastifyPluginAsync =>
  async (app) => {
    app.get<{ Params: { jobId: number }; Querystring: { currentFile: boolean } }>(
      '/jobs/:jobId/events',
      { schema },
      async (request, reply) => {
        const lines = await follow(services, request.params.jobId, request.query.currentFile, whileAwaited(reply));
        return sendLines(reply, lines, services.logger);
      },
    );
  };

/** Subscribes before it looks, so that nothing falls between the first figures and the events. */
async function follow(
  { director }: ConsoleServices,
  jobId: number,
  currentFile: boolean,
  signal: AbortSignal,
): Promise<AsyncIterable<object>> {
  const lines = openLineQueue<object>();
  const subscription = director.subscribe((event) => pass(event, jobId, lines), jobId);
  const pulse = setInterval(async () => {
    try {
      const found = currentFile
        ? (await director.activeJobs({ currentFile })).find((j) => j.jobId === jobId)
        : undefined;
      lines.push(found === undefined ? { kind: 'alive' } : { kind: 'progress', job: show(found) }, 'progress');
    } catch (error) {
      lines.fail(error);
    }
  }, PULSE_MS);
  const stop = (): void => {
    clearInterval(pulse);
    subscription[Symbol.dispose]();
    lines.end();
  };
  signal.addEventListener('abort', stop, { once: true });

  try {
    const active = (await director.activeJobs()).find((job) => job.jobId === jobId);
    if (active !== undefined) lines.push({ kind: 'progress', job: show(active) }, 'progress');
    const ended = director.waitFor(jobId, signal);
    // A Job of an earlier run of the Director is known to the Catalog alone.
    if (active === undefined && (await ended) === undefined)
      throw new NotFoundError(`JobId ${jobId} is not known here`);
    void ended.then(
      (job) => {
        if (lines.lost > 0) lines.push({ kind: 'message', text: `${lines.lost} messages left out` }, 'lost');
        if (job !== undefined) lines.push({ kind: 'finished', job: show(job) }, 'finished');
        stop();
      },
      (error) => {
        if (!signal.aborted) lines.fail(error);
        stop();
      },
    );
    return lines;
  } catch (error) {
    stop();
    throw error;
  }
}

function pass(event: DirectorEvent, jobId: number, lines: LineQueue<object>): void {
  if (event.kind === 'message' && event.jobId === jobId) {
    lines.push({ kind: 'message', text: displayLines(event.text) });
  } else if (event.kind === 'progress' && event.job.jobId === jobId) {
    lines.push({ kind: 'progress', job: show(event.job) }, 'progress');
  }
}
