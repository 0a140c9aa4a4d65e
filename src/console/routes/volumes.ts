/** GET /v1/volumes and /v1/pools; POST /v1/volumes: label a Volume. */
import type { FastifyPluginAsync } from 'fastify';
import { toByteString } from '../../core/index.ts';
import type { LabelVolumeRequest } from '../../director/index.ts';
import { flag, integer, list, name, object, text, time } from '../schemas.ts';
import type { ConsoleServices } from '../services.ts';
import { show } from '../text.ts';
import { bytesOf } from './runs.ts';

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
const labelBody = object({ volume: name, pool: name, storage: name, slot: integer, drive: integer }, [
  'volume',
  'pool',
  'storage',
]);
const labelled = object({
  volume: text,
  pool: text,
  storage: text,
  mediaType: text,
  mediaId: integer,
  bytes: integer,
  lines: { type: 'array', items: text },
});
const schemas = {
  label: { summary: 'Label a Volume', body: labelBody, response: { 201: labelled } },
  volumes: { summary: 'Volumes', querystring: object({ pool: name }), response: { 200: list(volume) } },
  pools: { summary: 'Pools', response: { 200: list(pool) } },
};

export const volumeRoutes =
  ({ director, listings }: ConsoleServices): FastifyPluginAsync =>
  async (app) => {
    app.get<{ Querystring: { pool?: string } }>('/volumes', { schema: schemas.volumes }, async ({ query }) =>
      show(await listings.volumes({ pool: query.pool && toByteString(query.pool) })),
    );
    app.post<{ Body: LabelVolumeRequest }>('/volumes', { schema: schemas.label }, async (request, reply) => {
      reply.status(201);
      return show(await director.labelVolume(bytesOf(request.body)));
    });
    app.get('/pools', { schema: schemas.pools }, async () => show(await listings.pools()));
  };
