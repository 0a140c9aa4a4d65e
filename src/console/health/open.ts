/**
 * The health endpoints on their port, with TLS where certificates are named. Bounded: connections, time, size of a request;
 * whoever keeps one open for nothing is hung up on.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { disposable } from '../../core/index.ts';
import { listening } from '../listening.ts';
import { buildHealthApp, type HealthSource } from './health-app.ts';

export interface HealthEndpointsOptions extends HealthSource {
  readonly address: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Files, in PEM. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined;
}

export interface HealthEndpoints extends AsyncDisposable {
  /** `http://10.0.0.1:9180` */
  readonly url: string;
}

const CONNECTIONS_MAX = 200;
const REQUEST_MS = 5_000;
const IDLE_MS = 30_000;
const HEADER_BYTES_MAX = 8 * 1024;

/** @throws ListenError where the port is taken */
export async function openHealthEndpoints(options: HealthEndpointsOptions): Promise<HealthEndpoints> {
  const { address, port, tls } = options;
  const made: { server?: Server } = {};
  const limits = { maxHeaderSize: HEADER_BYTES_MAX, requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS };
  const certificates = tls && { cert: await readFile(tls.certificate), key: await readFile(tls.key) };
  const app = await buildHealthApp(options, (handler: RequestListener) => {
    made.server = certificates
      ? (createTlsServer({ ...limits, ...certificates }, handler) as Server)
      : createServer(limits, handler);
    return made.server;
  });
  const server = made.server as Server;
  server.maxConnections = CONNECTIONS_MAX;
  server.keepAliveTimeout = IDLE_MS;
  server.setTimeout(IDLE_MS);
  const where = address.includes(':') ? `[${address}]` : address;
  server.listen({ host: address, port });
  await listening(server, `${where}:${port}`);
  const bound = server.address();
  return {
    url: `${tls ? 'https' : 'http'}://${where}:${typeof bound === 'object' && bound !== null ? bound.port : port}`,
    ...disposable(async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await app.close();
    }),
  };
}
