/** POST /v1/reload: reads the configuration again, all or nothing. */
import type { FastifyPluginAsync } from 'fastify';
import { flag, list, object, text } from '../schemas.ts';
import type { ConsoleServices } from '../services.ts';

const schema = {
  summary: 'Reload; where `applied` is false nothing has changed, and `problems` say why',
  response: { 200: object({ applied: flag, problems: list(text) }, ['applied', 'problems']) },
};

export const reloadRoutes =
  ({ director }: ConsoleServices): FastifyPluginAsync =>
  async (app) => {
    app.post('/reload', { schema }, async () => {
      const { applied, problems } = await director.reload();
      return { applied, problems };
    });
  };
