/** The Director of a node: its processes, and whether it answers. */
import { request } from 'node:http';
import type { TestHost } from '../hosts.ts';

const PROCESS = 'director-main';

/** Who leads comes first, where one does; who waits to take its place was loaded later. */
export async function directorProcesses(host: TestHost, sharedFile: string): Promise<readonly number[]> {
  const matching = [PROCESS, sharedFile].join('.*');
  const { stdout: first } = await host.run(['pgrep', '-o', '-f', matching], { mayFail: true });
  const { stdout: all } = await host.run(['pgrep', '-f', matching], { mayFail: true });
  return [...new Set(`${first}\n${all}`.split('\n').filter(Boolean).map(Number))];
}

/**
 * The node's word that it leads, and then an answer of its own: the node believes in one that stands still for some seconds more.
 * Nothing is asked that it needs the Catalog for; the door of a node whose Director does not lead says 503 to whatever is asked.
 */
export const directorAnswers =
  (healthUrl: string, socket: string) =>
  async (limitMs: number): Promise<boolean> => {
    const signal = AbortSignal.timeout(limitMs);
    const said = await fetch(healthUrl, { signal }).catch(() => undefined);
    await said?.body?.cancel();
    return said?.status === 200 && (await statusAt(socket, signal)) === NOT_FOUND;
  };

const NOT_FOUND = 404;

function statusAt(socketPath: string, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/v1/nothing', signal, agent: false }, (response) => {
      resolve(response.statusCode);
      response.resume();
    });
    asked.once('error', () => resolve(undefined));
    asked.end();
  });
}
