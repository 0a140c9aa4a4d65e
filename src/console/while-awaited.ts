/** A signal that aborts when whoever asked has gone, so that daemons and subscriptions are not kept for nobody. */
import type { FastifyReply } from 'fastify';

export function whileAwaited(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
