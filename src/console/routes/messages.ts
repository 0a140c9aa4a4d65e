/** POST /v1/messages/read: what waits for a console; reading takes it away, as the `messages` command does. */
import type { FastifyPluginAsync } from 'fastify';
import { displayLines } from '../../core/index.ts';
import { integer, list, object, text } from '../schemas.ts';
import type { ConsoleServices } from '../services.ts';

const schema = {
  summary: 'Take the messages that wait; `lost` counts those that gave way to newer ones',
  response: { 200: object({ lines: list(text), lost: integer }, ['lines', 'lost']) },
};

export const messageRoutes =
  ({ consoleMessages }: ConsoleServices): FastifyPluginAsync =>
  async (app) => {
    app.post('/messages/read', { schema }, async () => {
      const { lines, lost } = consoleMessages.take();
      return { lines: lines.map(displayLines), lost };
    });
  };
