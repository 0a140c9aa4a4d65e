/** Ports for daemons that cannot be told to choose one themselves. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';

/** Below the kernel's ephemeral range, so that no outgoing connection takes the port before the daemon does. */
const FIRST = 15_000;
const LAST = 32_000;

/** A port of 127.0.0.1 on which nobody listens now, and that no other process of the tests is given meanwhile. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await take(port)) return port;
  }
  throw new Error(`No free port between ${FIRST} and ${LAST}`);
}

/** The first of so many ports in a row on which nobody listens now. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = await freePort();
    const rest = await Promise.all(Array.from({ length: count - 1 }, (_, index) => take(first + 1 + index)));
    if (rest.every(Boolean)) return first;
  }
  throw new Error(`No ${count} free ports in a row`);
}

const take = async (port: number): Promise<boolean> => (await claim(port)) && (await canListen(port));

/**
 * A daemon that was killed is to find its port free when it starts again, so a port belongs to whoever was given it, as
 * long as his process lives: an abstract socket bears its number, which the kernel takes away with the process.
 */
function claim(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(`\0understudy-test-port-${port}`, () => resolve(true)).unref();
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Whether this process listens on the port; somebody else's socket there does not count. Without knocking: a genuine
 * daemon takes a connection that says nothing for a broken peer, complains, and keeps the thread for five seconds.
 */
export async function isListening(port: number, pid: number | undefined): Promise<boolean> {
  if (pid === undefined) return false;
  const folder = `/proc/${pid}/fd`;
  const links = (await readdir(folder).catch(() => [])).map((fd) => readlink(`${folder}/${fd}`).catch(() => ''));
  const held = (await Promise.all(links)).filter((link) => link.startsWith('socket:'));
  // The kernel walks a table of half a million places for whoever asks who listens: not before there is a socket.
  if (held.length === 0) return false;
  const listening = await listeners(port, pid);
  return held.some((link) => listening.has(link));
}

/** In the process's own network, as its descriptors name them. */
async function listeners(port: number, pid: number): Promise<Set<string>> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const found = new Set<string>();
  for (const table of [`/proc/${pid}/net/tcp`, `/proc/${pid}/net/tcp6`]) {
    const lines = (await readFile(table, 'latin1').catch(() => '')).split('\n');
    for (const line of lines) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === '0A' && local?.endsWith(suffix)) found.add(`socket:[${inode}]`);
    }
  }
  return found;
}
