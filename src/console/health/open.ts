/**
 * The health endpoints on their port, with TLS where certificates are named. Bounded: connections, time, size of a request;
 * whoever keeps one open for nothing is hung up on.
 */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server as TlsServer } from 'node:tls';
import { currentTlsFiles, disposable, type TlsMaterial } from '../../core/index.ts';
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
/** So long after a renewal it is taken. */
const LOOK_MS = 1_000;
const HEADER_BYTES_MAX = 8 * 1024;

/** @throws ListenError where the port is taken, TlsFileError where a certificate or key cannot be used */
export async function openHealthEndpoints(options: HealthEndpointsOptions): Promise<HealthEndpoints> {
  const { address, port, tls } = options;
  const made: { server?: Server } = {};
  const limits = { maxHeaderSize: HEADER_BYTES_MAX, requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS };
  const files = tls && currentTlsFiles(tls);
  const certificates = files && pairOf(files());
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
  const renewing = files && renewOn(server as unknown as TlsServer, files);
  const bound = server.address();
  return {
    url: `${tls ? 'https' : 'http'}://${where}:${typeof bound === 'object' && bound !== null ? bound.port : port}`,
    ...disposable(async () => {
      clearInterval(renewing);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await app.close();
    }),
  };
}

const pairOf = ({ certificate, key }: TlsMaterial) => ({
  ...(certificate && { cert: certificate }),
  ...(key && { key }),
});

/** Renewed files are shown from the next connection on. */
function renewOn(server: TlsServer, files: () => TlsMaterial): NodeJS.Timeout {
  let shown = files();
  const look = (): void => {
    const now = files();
    if (now === shown) return;
    server.setSecureContext(pairOf(now));
    shown = now;
  };
  return setInterval(look, LOOK_MS).unref();
}
