/** Where members of a cluster ask one another, beside the health endpoints. Bodies are sealed: who has no secret is told nothing. */
import type { FastifyPluginAsync } from 'fastify';
import { PEER_PATH, type PeerDoor } from '../../ha/index.ts';

/** Names of a few hundred members. */
const BODY_BYTES_MAX = 32_768;

export const peerRoutes =
  (door: PeerDoor): FastifyPluginAsync =>
  async (app) => {
    app.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: BODY_BYTES_MAX },
      (_request, body, done) => done(null, body),
    );
    app.post<{ Body: unknown }>(PEER_PATH, { bodyLimit: BODY_BYTES_MAX }, async ({ body }, reply) => {
      const answer = typeof body === 'string' ? door.answer(body) : undefined;
      return answer === undefined ? reply.status(403).send({}) : reply.type('application/json').send(answer);
    });
  };
