/** One GET over HTTP, bounded in time and size: whoever is asked may be anybody. */
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';

export interface GetLimits {
  readonly timeoutMs: number;
  readonly bytesMax: number;
}

export interface TlsFiles {
  readonly ca?: Buffer | undefined;
  readonly cert?: Buffer | undefined;
  readonly key?: Buffer | undefined;
}

/** The body of a 200. Redirections are not followed. */
export function getText(
  url: string,
  tls: TlsFiles,
  { timeoutMs, bytesMax }: GetLimits,
  signal: AbortSignal,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const encrypted = url.startsWith('https:');
  const options = { signal: bounded, agent: false, headers: { accept: 'application/json' } };
  const request = encrypted ? requestTls(url, { ...options, ...tls }) : requestPlain(url, options);
  request.on('response', (response) => {
    if (response.statusCode !== 200) {
      response.destroy();
      reject(new Error(`it answers ${response.statusCode}`));
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > bytesMax) response.destroy(new Error(`it answers with more than ${bytesMax} bytes`));
    });
    response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    response.on('error', reject);
    response.on('close', () => reject(new Error('its answer broke off')));
  });
  request.on('error', (error) =>
    reject(bounded.aborted && !signal.aborted ? new Error(`no answer for ${timeoutMs} ms`) : error),
  );
  request.end();
  return promise;
}
