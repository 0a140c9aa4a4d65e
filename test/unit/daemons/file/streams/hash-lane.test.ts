/** A thread that hashes wakes whoever waits for a ticket, whatever the order in which tickets are asked for, and nobody before. */
import { createHash } from 'node:crypto';
import test from 'ava';
import { openHashLane } from '../../../../../src/daemons/file/streams/lanes/hash-lane.ts';
import { CONTROL, hashRing, RING_BYTES } from '../../../../../src/daemons/file/streams/lanes/hash-ring.ts';
import { TicketWatch } from '../../../../../src/daemons/file/streams/lanes/ticket-watch.ts';

const PIECE = 64 * 1024;
const PIECES = 16;

test('all who wait are woken, and the digests are right', async (t) => {
  const memory = new SharedArrayBuffer(PIECE * PIECES);
  const bytes = Buffer.from(memory);
  for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 31) & 0xff;
  await using lane = openHashLane(memory);
  for (let round = 0; round < 40; round++) {
    await lane.begin(['md5']);
    const tickets: number[] = [];
    for (let piece = 0; piece < PIECES; piece++) tickets.push(lane.update(piece * PIECE, PIECE));
    // The last first, all of them, and some twice.
    const waits = [...tickets.toReversed(), ...tickets.slice(3, 6)].map((ticket) => lane.reached(ticket));
    if (round % 4 === 0) lane.wait(tickets[7] as number);
    const digests = lane.end();
    await Promise.all(waits);
    t.true(tickets.every((ticket) => lane.passed(ticket)));
    t.deepEqual((await digests.known()).get('md5'), createHash('md5').update(bytes).digest());
  }
});

test('a piece too small to wake the thread for is hashed when somebody waits for it', async (t) => {
  const memory = new SharedArrayBuffer(PIECE);
  await using lane = openHashLane(memory);
  await lane.begin(['md5']);
  await lane.reached(lane.update(0, 10));
  const ticket = lane.update(10, 10);
  lane.wait(ticket);
  t.true(lane.passed(ticket));
});

test('nobody is woken for a ticket before the one that is wanted', async (t) => {
  const { control } = hashRing(new SharedArrayBuffer(RING_BYTES));
  const watch = new TicketWatch(control);
  const reached = [watch.reached(9), watch.reached(5), watch.reached(7)];
  t.is(Atomics.load(control, CONTROL.wanted), 5);
  Atomics.store(control, CONTROL.passed, 5);
  Atomics.notify(control, CONTROL.passed);
  await reached[1];
  await new Promise((resolve) => setImmediate(resolve));
  t.is(Atomics.load(control, CONTROL.wanted), 7);
  Atomics.store(control, CONTROL.passed, 9);
  Atomics.notify(control, CONTROL.passed);
  await Promise.all(reached);
});

test('tickets wrap, and a thread that breaks rejects all who wait', async (t) => {
  const { control } = hashRing(new SharedArrayBuffer(RING_BYTES));
  const watch = new TicketWatch(control);
  Atomics.store(control, CONTROL.passed, 0x7fff_ffff);
  t.true(watch.passed(0x7fff_fffe));
  t.false(watch.passed(-0x8000_0000));
  const waiting = [watch.reached(-0x8000_0000), watch.reached(-0x7fff_fff0)];
  Atomics.store(control, CONTROL.passed, -0x8000_0000);
  Atomics.notify(control, CONTROL.passed);
  await waiting[0];
  watch.breakDown(new Error('it broke'));
  await t.throwsAsync(waiting[1] as Promise<void>, { message: 'it broke' });
  await t.throwsAsync(watch.reached(-0x7fff_ff00), { message: 'it broke' });
  t.throws(() => watch.wait(-0x7fff_ff00), { message: 'it broke' });
});
