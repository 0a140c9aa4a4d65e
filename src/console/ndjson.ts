/** Answers that flow: one JSON value a line, with an empty object now and then so that neither side waits in doubt. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Logger } from '../core/index.ts';
import { errorBody } from './problem.ts';

/** An error after the first line can no longer be a status: it is the last line, `{"kind":"error",…}`. */
export function sendLines(reply: FastifyReply, values: AsyncIterable<object>, logger: Logger): FastifyReply {
  async function* lines(): AsyncGenerator<string> {
    try {
      for await (const value of values) yield `${JSON.stringify(value)}\n`;
    } catch (error) {
      yield `${JSON.stringify({ kind: 'error', ...errorBody(error, logger).body })}\n`;
    }
  }
  return reply.header('cache-control', 'no-store').type('application/x-ndjson').send(Readable.from(lines()));
}
