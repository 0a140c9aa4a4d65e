/** GET /v1/clients, /v1/filesets, /v1/storages: as the Catalog knows them. */
import type { FastifyPluginAsync } from 'fastify';
import { flag, integer, list, object, text, time } from '../schemas.ts';
import type { ConsoleServices } from '../services.ts';
import { show } from '../text.ts';

const client = object({
  clientId: integer,
  name: text,
  uname: text,
  fileRetentionSec: integer,
  jobRetentionSec: integer,
});
const fileSet = object({ fileSetId: integer, name: text, md5: text, createdAt: time });
const storage = object({ storageId: integer, name: text, autochanger: flag });

const answer = (summary: string, item: object) => ({ schema: { summary, response: { 200: list({ ...item }) } } });

export const resourceRoutes =
  ({ listings }: ConsoleServices): FastifyPluginAsync =>
  async (app) => {
    app.get('/clients', answer('Clients', client), async () => show(await listings.clients()));
    app.get('/filesets', answer('FileSets', fileSet), async () => show(await listings.fileSets()));
    app.get('/storages', answer('Storages', storage), async () => show(await listings.storages()));
  };
