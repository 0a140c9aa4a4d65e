/** The health endpoints over TLS: whoever trusts the authority hears them, and a renewed certificate is shown without a restart. */
import { chmod, copyFile, readFile } from 'node:fs/promises';
import { get } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import test from 'ava';
import { type HealthEndpointsOptions, openHealthEndpoints } from '../../src/console/index.ts';
import { createLogger } from '../../src/core/index.ts';
import { type Certificate, makeAuthority } from '../support/certificates.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

/** @returns the number of the certificate that was shown */
const ask = (url: string, ca: Buffer | string): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get(`${url}/liveness`, { ca, agent: false }, (response) => {
      resolve((response.socket as TLSSocket).getPeerCertificate().serialNumber);
      response.resume();
    });
    request.on('error', reject);
  });

test('health is told over TLS, by a certificate that may be renewed while it is told', async (t) => {
  await using stack = new AsyncDisposableStack();
  const [authority, stranger] = [stack.use(await makeAuthority()), stack.use(await makeAuthority())];
  const folder = stack.use(await makeTempDir('health-tls')).path;
  const tls = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  const issue = () => authority.issue('node', { addresses: ['127.0.0.1'] });
  const put = async ({ certificateFile, keyFile }: Certificate): Promise<void> => {
    await copyFile(keyFile, tls.key);
    await copyFile(certificateFile, tls.certificate);
  };
  await put(await issue());
  const nobody = { state: () => ({}), cluster: () => undefined, history: async () => [] };
  const logger = createLogger('error', { write: () => {} });
  const options = { address: '127.0.0.1', port: 0, tls, logger, ...nobody } as unknown as HealthEndpointsOptions;

  await chmod(tls.key, 0o644);
  await t.throwsAsync(openHealthEndpoints(options), { code: 'TLS_FILE', message: /open to everybody/ });
  await chmod(tls.key, 0o600);
  const endpoints = stack.use(await openHealthEndpoints(options));
  t.true(endpoints.url.startsWith('https://'));
  const ca = await readFile(authority.caFile);
  const first = await ask(endpoints.url, ca);
  await t.throwsAsync(ask(endpoints.url, await readFile(stranger.caFile)), { message: /unable to verify/ });
  await put(await issue());
  await until(async () => (await ask(endpoints.url, ca)) !== first, { what: 'the renewed certificate' });
  t.pass();
});
