/** GET /v1/volumes and /v1/pools. */
import type { FastifyPluginAsync } from 'fastify';
import { toByteString } from '../../core/index.ts';
import { flag, integer, list, name, object, text, time } from '../schemas.ts';
import type { ConsoleServices } from '../services.ts';
import { show } from '../text.ts';

const volume = object({
  mediaId: integer,
  name: text,
  pool: text,
  status: text,
  enabled: flag,
  mediaType: text,
  storage: text,
  jobs: integer,
  files: integer,
  bytes: integer,
  retentionSec: integer,
  recycle: flag,
  firstWrittenAt: time,
  lastWrittenAt: time,
});
const pool = object({
  poolId: integer,
  name: text,
  type: text,
  volumes: integer,
  maxVolumes: integer,
  retentionSec: integer,
  labelFormat: text,
});
const schemas = {
  volumes: { summary: 'Volumes', querystring: object({ pool: name }), response: { 200: list(volume) } },
  pools: { summary: 'Pools', response: { 200: list(pool) } },
};

export const volumeRoutes =
  ({ listings }: ConsoleServices): FastifyPluginAsync =>
  async (app) => {
    app.get<{ Querystring: { pool?: string } }>('/volumes', { schema: schemas.volumes }, async ({ query }) =>
      show(await listings.volumes({ pool: query.pool && toByteString(query.pool) })),
    );
    app.get('/pools', { schema: schemas.pools }, async () => show(await listings.pools()));
  };
