/**
 * The health endpoints without their socket. They only read, carry no secret and ask for none, and answer from what the node
 * knows already: nothing here waits for etcd or PostgreSQL, but /history, which is bounded.
 */
import type { RequestListener, Server } from 'node:http';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from '../../core/index.ts';
import type { ClusterStatus, HistoryEntry, NodeHealth, PeerDoor } from '../../ha/index.ts';
import { BadHttpRequestError, NotFoundError } from '../errors.ts';
import { peerRoutes } from '../peers/peer-routes.ts';
import { errorBody } from '../problem.ts';
import { HEALTH_QUESTIONS, type HealthQuery } from './answers.ts';
import { parseBytes } from './bytes.ts';

export interface HealthSource {
  /** What the node is at this moment. */
  readonly state: () => NodeHealth;
  /** The cluster as this node last heard of it; undefined: it has never heard. */
  readonly cluster: () => ClusterStatus | undefined;
  /** Read anew each time; settles within etcd's own bound. */
  readonly history: () => Promise<readonly HistoryEntry[]>;
  readonly logger: Logger;
  /** Where other members ask this one, under their seal. */
  readonly peers?: PeerDoor | undefined;
}

const METHODS = ['GET', 'HEAD', 'OPTIONS'];
/** A load balancer asks with an empty body, or with none. */
const BODY_BYTES_MAX = 1024;

export async function buildHealthApp(
  source: HealthSource,
  serverFor?: (handler: RequestListener) => Server,
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    exposeHeadRoutes: false,
    ...(serverFor && { serverFactory: serverFor }),
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = errorBody(error, source.logger);
    return reply.status(status).send(body);
  });
  app.setNotFoundHandler((request) => {
    const paths = [...Object.keys(HEALTH_QUESTIONS), '/cluster', '/history'].join(' ');
    throw new NotFoundError(`There is nothing at ${request.method} ${request.url.split('?')[0]}`, `There is: ${paths}`);
  });
  app.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  for (const [url, question] of Object.entries(HEALTH_QUESTIONS)) {
    app.route<{ Querystring: HealthQuery }>({
      method: METHODS,
      url,
      handler: async ({ query }, reply) => {
        const node = source.state();
        return reply.status(question(node, checkLag(query)) ? 200 : 503).send(node);
      },
    });
  }
  app.route({
    method: METHODS,
    url: '/cluster',
    handler: async (_request, reply) => {
      const cluster = source.cluster();
      return reply.status(cluster === undefined ? 503 : 200).send(cluster ?? {});
    },
  });
  app.route({ method: METHODS, url: '/history', handler: async () => ({ history: await source.history() }) });
  if (source.peers !== undefined) await app.register(peerRoutes(source.peers));
  await app.ready();
  return app;
}

/** A mistyped limit must not read as none: standbys of any age would be taken. */
function checkLag({ lag }: HealthQuery): HealthQuery {
  if (lag === undefined) return {};
  if (typeof lag !== 'string' || parseBytes(lag) === undefined) {
    throw new BadHttpRequestError('lag is no size: write it as bytes, or such as 16MB');
  }
  return { lag };
}
