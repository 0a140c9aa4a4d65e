/** The Director's HTTP interface from the other side: a request, its JSON answer, or lines that flow. */
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ConnectionLostError, NotADirectorError, RemoteError, UnreachableError } from '../errors.ts';
import { type Address, addressText } from './address.ts';
import { readLines } from './read-lines.ts';

export interface Api {
  get<T>(path: string, query?: Query): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
  /** Values of an answer that flows; `silenceMs`: after so long without a byte the connection counts as lost. */
  lines<T>(call: Call, silenceMs: number, signal?: AbortSignal): AsyncIterable<T>;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Query;
  readonly body?: object;
}

const ANSWER_BYTES_MAX = 256 * 1024 * 1024;
/** The Director bounds what it waits for itself; this only catches one that hangs. */
const SILENCE_MS = 300_000;

export function openApi(address: Address): Api {
  const where = addressText(address);

  async function answer(call: Call, silenceMs: number, signal?: AbortSignal): Promise<IncomingMessage> {
    const response = await send(address, call, silenceMs, signal);
    if ((response.statusCode ?? 500) < 300) return response;
    throw remoteError(response.statusCode ?? 500, await readAll(response, where), where);
  }

  async function json<T>(call: Call): Promise<T> {
    const response = await answer(call, SILENCE_MS);
    return parse(await readAll(response, where), where) as T;
  }

  async function* lines<T>(call: Call, silenceMs: number, signal?: AbortSignal): AsyncGenerator<T> {
    const response = await answer(call, silenceMs, signal);
    try {
      for await (const line of readLines(response)) {
        const value = parse(line, where) as { kind?: string; code: string; message: string };
        if (value.kind === 'error') throw new RemoteError(500, value);
        yield value as T;
      }
    } catch (error) {
      throw lost(error, where);
    } finally {
      response.destroy();
    }
  }

  return {
    get: (path, query) => json({ method: 'GET', path, ...(query && { query }) }),
    post: (path, body) => json({ method: 'POST', path, ...(body && { body }) }),
    lines,
  };
}

function send(address: Address, call: Call, silenceMs: number, signal?: AbortSignal): Promise<IncomingMessage> {
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const options: RequestOptions = {
    method: call.method,
    path: `/v1${call.path}${queryText(call.query)}`,
    timeout: silenceMs,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...(address.kind === 'url' && address.token && { authorization: `Bearer ${address.token.reveal()}` }),
    },
    ...(signal && { signal }),
  };
  return new Promise((resolve, reject) => {
    const request = open(address, options);
    request.once('response', resolve);
    request.once('timeout', () => request.destroy(new Error(`nothing came for ${silenceMs / 1000} seconds`)));
    request.once('error', (error) => reject(new UnreachableError(addressText(address), error)));
    request.end(body);
  });
}

function open(address: Address, options: RequestOptions): ClientRequest {
  if (address.kind === 'socket') return httpRequest({ ...options, socketPath: address.path, host: 'localhost' });
  const prefix = address.url.pathname.replace(/\/$/, '');
  const path = `${prefix}${options.path}`;
  return (address.url.protocol === 'https:' ? httpsRequest : httpRequest)(address.url, { ...options, path });
}

function queryText(query: Query = {}): string {
  const set = Object.entries(query).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, String(value)]],
  );
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`;
}

async function readAll(response: IncomingMessage, where: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES_MAX) throw new NotADirectorError(where);
      chunks.push(chunk);
    }
  } catch (error) {
    throw lost(error, where);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotADirectorError(where);
  }
}

function remoteError(status: number, text: string, where: string): Error {
  const body = parse(text, where) as { code?: unknown; message?: unknown; hint?: string };
  if (typeof body?.code !== 'string' || typeof body.message !== 'string') return new NotADirectorError(where);
  return new RemoteError(status, { ...body, code: body.code, message: body.message });
}

/** Socket errors become ours; what is ours already stays. */
function lost(error: unknown, where: string): unknown {
  return error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^(E[A-Z]|ABORT)/.test(error.code)
    ? new ConnectionLostError(where, error)
    : error;
}
