/**
 * One short question to another member and its answer, over a connection of its own: one from before an outage may be dead
 * without a word. Its certificate is not looked at: the seal says who answers (peer-seal.ts), nothing in it is secret, and a
 * certificate that has ended at night, or of an authority of the house, must not end what stands by when etcd is gone.
 */
import type { IncomingMessage } from 'node:http';
import { request as askInTheClear } from 'node:http';
import { request as askOverTls } from 'node:https';

/** @returns the answer's text */
export type PostSealed = (url: string, body: string, signal: AbortSignal) => Promise<string>;

/** A stranger's answer may be long; a member's is short. */
const ANSWER_BYTES_MAX = 4096;

export const postSealed: PostSealed = async (url, body, signal) => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const ask = url.startsWith('https:') ? askOverTls : askInTheClear;
  const headers = { 'content-type': 'application/json' };
  ask(url, { method: 'POST', headers, signal, agent: false, rejectUnauthorized: false }, resolve)
    .on('error', reject)
    .end(body);
  return readSome(await promise);
};

async function readSome(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error('its answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
