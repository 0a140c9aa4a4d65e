/**
 * Runs in a network namespace of its own: a node that leads, and leads no more, with a virtual address on one end of a cable;
 * what comes out at the other end, and what is left here, goes to standard output as JSON.
 */
import { execFileSync } from 'node:child_process';
import koffi from 'koffi';
import { createLogger, systemClock } from '../../src/core/index.ts';
import { openSurroundings } from '../../src/ha/index.ts';
import { deviceIndex } from '../../src/ha/surroundings/native-sockets.ts';
import { until } from './wait.ts';

const ip = (...words: string[]): string => execFileSync('ip', words, { encoding: 'utf8' });
const has = (address: string): boolean => ip('address', 'show', 'dev', 'near').includes(` ${address} `);

ip('link', 'add', 'near', 'type', 'veth', 'peer', 'name', 'far');
for (const device of ['near', 'far']) ip('link', 'set', device, 'up');

const libc = koffi.load(null);
const listening = libc.func('int socket(int domain, int type, int protocol)')(17, 3, 0x0300);
const place = Buffer.alloc(20);
place.writeUInt16LE(17);
place.writeUInt16BE(3, 2);
place.writeInt32LE(deviceIndex('far'), 4);
libc.func('int bind(int fd, void *address, unsigned int size)')(listening, place, place.length);
const recv = libc.func('int64_t recv(int fd, void *bytes, size_t length, int flags)');

const frames: Buffer[] = [];
/** A frame that came out at the far end and has these bytes in it. */
const heard = (bytes: Buffer): string | undefined => {
  const frame = Buffer.alloc(2048);
  for (let length = 0; length >= 0; ) {
    length = Number(recv(listening, frame, frame.length, 0x40));
    if (length > 0) frames.push(Buffer.from(frame.subarray(0, length)));
  }
  return frames.find((one) => one.includes(bytes))?.toString('hex');
};

async function tell(address: string, bytes: Buffer) {
  let leading = true;
  const node = { name: 'n1', leaders: {}, paused: false, drained: false, leaseHeld: true, alive: true };
  const surroundings = openSurroundings({
    state: () => ({ ...node, director: leading ? { role: 'leading', epoch: 3 } : { role: 'fencing' } }),
    clock: systemClock,
    logger: createLogger('silent'),
    virtualAddress: { address, device: 'near', lifetimeMs: 3_000, refreshMs: 500, follows: 'director' },
  });
  await until(() => has(address), { what: 'the address' });
  const frame = await until(() => heard(bytes), { what: 'the announcement' });
  await systemClock.sleep(3_500);
  const stays = has(address);
  leading = false;
  await surroundings.letGo('catalog');
  await surroundings.letGo('director');
  const gone = !has(address);
  await surroundings[Symbol.asyncDispose]();
  return { frame, stays, gone };
}

const [four, six] = await Promise.all([
  tell('10.9.8.7/24', Buffer.from('0a090807', 'hex')),
  tell('fd00::9/64', Buffer.from('fd000000000000000000000000000009', 'hex')),
]);

// Nobody refreshes it any more.
ip('address', 'replace', '10.9.8.8/24', 'dev', 'near', 'valid_lft', '2', 'preferred_lft', '2');
await until(() => !has('10.9.8.8/24'), { what: 'the kernel to take the address away' });
const mac = ip('link', 'show', 'dev', 'near')
  .match(/link\/ether ([0-9a-f:]+)/)?.[1]
  ?.replaceAll(':', '');
process.stdout.write(`${JSON.stringify({ four, six, mac })}\n`);
