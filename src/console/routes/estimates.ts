/** POST /v1/estimates: what a Job would back up; the listing flows while the Client walks its disks. */
import type { FastifyPluginAsync } from 'fastify';
import { displayText } from '../../core/index.ts';
import type { EstimateRequest } from '../../director/index.ts';
import { openLineQueue } from '../line-queue.ts';
import { sendLines } from '../ndjson.ts';
import { flag, integer, level, list, name, object, text } from '../schemas.ts';
import type { ConsoleServices } from '../services.ts';
import { nameToJson, show } from '../text.ts';
import { whileAwaited } from '../while-awaited.ts';
import { bytesOf, LEVELS } from './runs.ts';

interface EstimateBody {
  readonly job: string;
  readonly level?: keyof typeof LEVELS;
  readonly client?: string;
  readonly fileSet?: string;
  readonly accurate?: boolean;
  readonly listing?: boolean;
}

const schema = {
  summary: 'Estimate a Job: lines of kind "file", then one of kind "result" (or "error")',
  body: object({ job: name, level, client: name, fileSet: name, accurate: flag, listing: flag }, ['job']),
  produces: ['application/x-ndjson'],
  response: {
    200: object({ kind: text, name: text, files: integer, bytes: integer, level: text, messages: list(text) }, [
      'kind',
    ]),
  },
};

/** Enough that the Client need not wait for each packet of the reader. */
const LINES_AHEAD_MAX = 5000;

export const estimateRoutes =
  ({ director, logger }: ConsoleServices): FastifyPluginAsync =>
  async (app) => {
    app.post<{ Body: EstimateBody }>('/estimates', { schema }, async (request, reply) => {
      const { level: levelName, ...rest } = request.body;
      const asked: EstimateRequest = { ...bytesOf(rest), ...(levelName && { level: LEVELS[levelName] }) };
      const lines = openLineQueue<object>(Number.POSITIVE_INFINITY);
      const estimate = director.estimate(
        asked,
        async (line) => {
          lines.push({ kind: 'file', ...nameToJson(line.replace(/\n$/, '')) });
          await lines.room(LINES_AHEAD_MAX);
        },
        whileAwaited(reply),
      );
      // What is refused before the first line gets its proper status.
      await Promise.race([estimate, lines.first]);
      estimate.then(
        (result) => {
          const messages = result.messages.map((message) => displayText(message.trimEnd()));
          lines.push({ kind: 'result', ...show(result), messages });
          lines.end();
        },
        (error) => lines.fail(error),
      );
      return sendLines(reply, lines, logger);
    });
  };
