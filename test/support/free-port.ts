/** Ports for daemons that cannot be told to choose one themselves. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';

/** Below the kernel's ephemeral range, so that no outgoing connection takes the port before the daemon does. */
const FIRST = 15_000;
const LAST = 32_000;

const handedOut = new Set<number>();

/** A port of 127.0.0.1 on which nobody listens now. Tests run in several processes, so the choice is random. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (handedOut.has(port) || !(await canListen(port))) continue;
    handedOut.add(port);
    return port;
  }
  throw new Error(`No free port between ${FIRST} and ${LAST}`);
}

/** The first of so many ports in a row on which nobody listens now. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = await freePort();
    const rest = Array.from({ length: count - 1 }, (_, index) => first + 1 + index);
    const free = await Promise.all(rest.map((port) => !handedOut.has(port) && canListen(port)));
    if (!free.every(Boolean)) continue;
    for (const port of rest) handedOut.add(port);
    return first;
  }
  throw new Error(`No ${count} free ports in a row`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Whether somebody listens on the port, without knocking: a genuine daemon takes a connection that says nothing for a
 * broken peer, complains, and keeps the thread for five seconds.
 */
export async function isListening(port: number): Promise<boolean> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const lines = (await readFile(table, 'latin1').catch(() => '')).split('\n');
    for (const line of lines) {
      const [, local, , state] = line.trim().split(/\s+/);
      if (state === '0A' && local?.endsWith(suffix)) return true;
    }
  }
  return false;
}
