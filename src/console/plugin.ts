/** Marks a fastify plugin whose hooks count for the routes registered beside it, not only for its own. */
import type { FastifyPluginAsync } from 'fastify';

export const sharedPlugin = (plugin: FastifyPluginAsync): FastifyPluginAsync =>
  Object.assign(plugin, { [Symbol.for('skip-override')]: true });
