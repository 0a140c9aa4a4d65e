/** The HTTP interface without its sockets: routes, one error handler, the token where one is asked for. */
import type { RequestListener, Server } from 'node:http';
import fastify, { type FastifyInstance } from 'fastify';
import type { Secret } from '../core/index.ts';
import { requireToken } from './authentication.ts';
import { NotFoundError } from './errors.ts';
import { collectRoutes } from './openapi.ts';
import { errorBody } from './problem.ts';
import { estimateRoutes } from './routes/estimates.ts';
import { jobEventRoutes } from './routes/job-events.ts';
import { jobRoutes } from './routes/jobs.ts';
import { messageRoutes } from './routes/messages.ts';
import { reloadRoutes } from './routes/reload.ts';
import { resourceRoutes } from './routes/resources.ts';
import { restoreRoutes } from './routes/restores.ts';
import { runRoutes } from './routes/runs.ts';
import { statusRoutes } from './routes/status.ts';
import { volumeRoutes } from './routes/volumes.ts';
import type { ConsoleServices } from './services.ts';

/** A list of some ten thousand paths to restore fits. */
const BODY_BYTES_MAX = 4 * 1024 * 1024;

/**
 * @param token asked of every request; undefined where the way in is guarded otherwise (a socket's file mode); looked up anew for
 *   each request where it is a function
 * @param serverFor hands the requests of a server that listens already; left out where only a test asks
 */
export async function buildConsoleApp(
  services: ConsoleServices,
  token: Secret | undefined | (() => Secret | undefined),
  serverFor?: (handler: RequestListener) => Server,
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    ...(serverFor && { serverFactory: serverFor }),
    // A misspelled field is a mistake to be told, not to be dropped.
    ajv: { customOptions: { removeAdditional: false, allowUnionTypes: true } },
  });
  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = errorBody(error, services.logger);
    return reply.status(status).send(body);
  });
  app.setNotFoundHandler((request) => {
    throw new NotFoundError(`There is nothing at ${request.method} ${request.url.split('?')[0]}`);
  });
  if (token !== undefined) requireToken(app, typeof token === 'function' ? token : () => token);

  await app.register(collectRoutes);
  for (const routes of [
    runRoutes,
    restoreRoutes,
    estimateRoutes,
    jobRoutes,
    jobEventRoutes,
    volumeRoutes,
    resourceRoutes,
    statusRoutes,
    messageRoutes,
    reloadRoutes,
  ]) {
    await app.register(routes(services), { prefix: '/v1' });
  }
  await app.ready();
  return app;
}
