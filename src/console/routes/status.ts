/** GET /v1/status: the Director; /v1/clients/:name/status and /v1/storages/:name/status: the daemons' own words. */
import type { FastifyPluginAsync } from 'fastify';
import { displayLines, toByteString } from '../../core/index.ts';
import { activeJob, finishedJob, flag, integer, list, nameParams, object, text, time } from '../schemas.ts';
import type { ConsoleServices } from '../services.ts';
import { show } from '../text.ts';
import { whileAwaited } from '../while-awaited.ts';

const director = object({
  name: text,
  version: text,
  startedAt: time,
  configLoadedAt: time,
  jobsRun: integer,
  active: list(activeJob),
  finished: list(finishedJob),
});
const daemonText = object({ text }, ['text']);
const schemas = {
  director: {
    summary: 'The Director: what runs, what has ended',
    querystring: object({ currentFile: { ...flag, default: false } }),
    response: { 200: director },
  },
  client: { summary: 'What a File Daemon says of itself', params: nameParams, response: { 200: daemonText } },
  storage: { summary: 'What a Storage Daemon says of itself', params: nameParams, response: { 200: daemonText } },
};
interface ByName {
  Params: { name: string };
}

export const statusRoutes =
  ({ director: service }: ConsoleServices): FastifyPluginAsync =>
  async (app) => {
    app.get<{ Querystring: { currentFile: boolean } }>('/status', { schema: schemas.director }, async ({ query }) => {
      const active = await service.activeJobs(query);
      return show({ ...service.status(), active });
    });
    app.get<ByName>('/clients/:name/status', { schema: schemas.client }, async ({ params }, reply) => ({
      text: displayLines(await service.clientStatus(toByteString(params.name), whileAwaited(reply))),
    }));
    app.get<ByName>('/storages/:name/status', { schema: schemas.storage }, async ({ params }, reply) => ({
      text: displayLines(await service.storageStatus(toByteString(params.name), whileAwaited(reply))),
    }));
  };
