/** `Authorization: Bearer …` on every request, compared in constant time. The token never stands in a URL. */
import type { FastifyInstance } from 'fastify';
import { Secret } from '../core/index.ts';
import { UnauthorizedError } from './errors.ts';

const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i;

/** Also for addresses that do not exist: what is here is nobody's business without the token. */
export function requireToken(app: FastifyInstance, tokenNow: () => Secret | undefined): void {
  app.addHook('onRequest', async (request, reply) => {
    const token = tokenNow();
    if (token === undefined) return;
    const shown = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (shown !== undefined && new Secret(shown).equals(token)) return;
    reply.header('www-authenticate', 'Bearer');
    throw new UnauthorizedError();
  });
}
