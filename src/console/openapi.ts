/** The contract as a document: made from the schemas of the routes themselves, so that it cannot lie. */
import type { FastifyInstance, FastifyPluginAsync, RouteOptions } from 'fastify';
import { sharedPlugin } from './plugin.ts';
import { errorResponse, type Schema } from './schemas.ts';

interface RouteSchema {
  readonly summary?: string;
  readonly params?: ObjectSchema;
  readonly querystring?: ObjectSchema;
  readonly body?: Schema;
  readonly response?: Readonly<Record<string, Schema>>;
  /** Of answers that flow: the schema of one line. */
  readonly produces?: readonly string[];
}
interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** Listens to every route that is registered after it, and serves the document. */
export const collectRoutes: FastifyPluginAsync = sharedPlugin(async (app: FastifyInstance) => {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD') routes.push(route);
  });
  app.get('/v1/openapi.json', { schema: { summary: 'This document' } as object }, async () => openApiDocument(routes));
});

export function openApiDocument(routes: readonly RouteOptions[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const at = route.url.replace(/:(\w+)/g, '{$1}');
    paths[at] ??= {};
    paths[at][String(route.method).toLowerCase()] = operation((route.schema ?? {}) as RouteSchema);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Understudy Director', version: '1' },
    security: [{ token: [] }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: errorResponse },
    },
    paths,
  };
}

function operation(schema: RouteSchema): object {
  const media = schema.produces?.[0] ?? 'application/json';
  const answers = Object.entries(schema.response ?? { 200: {} }).map(([status, answer]) => [
    status,
    { description: 'Done', content: { [media]: { schema: answer } } },
  ]);
  const failed = { description: 'Refused', content: { 'application/json': { schema: reference('Error') } } };
  return {
    summary: schema.summary,
    parameters: [...parameters('path', schema.params), ...parameters('query', schema.querystring)],
    ...(schema.body && { requestBody: { content: { 'application/json': { schema: schema.body } } } }),
    responses: { ...Object.fromEntries(answers), default: failed },
  };
}

const reference = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

const parameters = (where: 'path' | 'query', schema: ObjectSchema | undefined): object[] =>
  Object.entries(schema?.properties ?? {}).map(([name, inner]) => ({
    name,
    in: where,
    required: where === 'path' || schema?.required?.includes(name) === true,
    schema: inner,
  }));
