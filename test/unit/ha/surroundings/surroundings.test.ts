import test from 'ava';
import type { NodeHealth } from '../../../../src/ha/index.ts';
import { serviceManagerIn } from '../../../../src/ha/index.ts';
import { announcement } from '../../../../src/ha/surroundings/announcement.ts';
import { eventsBetween } from '../../../../src/ha/surroundings/node-events.ts';
import { describeNode } from '../../../../src/ha/surroundings/service-manager.ts';
import { watchdogState } from '../../../../src/ha/surroundings/surroundings.ts';

const CATALOG = {
  running: true,
  writable: false,
  streaming: true,
  timeline: 1,
  lsn: '0/1',
  synchronous: false,
} as const;
const node = (over: Partial<NodeHealth> = {}): NodeHealth => ({
  ...{ name: 'n1', catalog: { ...CATALOG, role: 'standby' }, director: { role: 'waiting' }, leaders: {} },
  ...{ paused: false, drained: false, leaseHeld: true, alive: true },
  ...over,
});
const leading = (over: Partial<NodeHealth> = {}) =>
  node({
    catalog: { ...CATALOG, role: 'primary', epoch: 4, writable: true },
    director: { role: 'leading', epoch: 5 },
    ...over,
  });

test('each event happens once, when it becomes true, and the first look tells where things stand', (t) => {
  t.deepEqual(eventsBetween(undefined, node()), ['catalog-standby', 'director-standby']);
  t.deepEqual(eventsBetween(node(), node()), []);
  t.deepEqual(eventsBetween(node(), leading()), ['catalog-leader', 'director-leader']);
  t.deepEqual(eventsBetween(leading(), node({ catalog: { ...CATALOG, role: 'fencing' } })), [
    'director-standby',
    'fenced',
  ]);
  t.deepEqual(eventsBetween(node(), node({ paused: true })), ['paused']);
  t.deepEqual(eventsBetween(node({ paused: true }), node()), ['resumed']);
});

test('who is elected and not writable yet is no leader to anybody', (t) => {
  const elected = leading({
    catalog: { ...CATALOG, role: 'primary', epoch: 4 },
    director: { role: 'taking-over', epoch: 5 },
  });
  t.deepEqual(eventsBetween(node(), elected), []);
});

test('the watchdog is armed for whoever leads and decides, and silent until all has stopped', (t) => {
  t.is(watchdogState(leading()), 'armed');
  t.is(watchdogState(leading({ alive: false })), 'silent');
  t.is(watchdogState(node()), 'idle');
  t.is(watchdogState(node({ catalog: { ...CATALOG, role: 'fencing' } })), 'silent');
  t.is(watchdogState(node({ catalog: { ...CATALOG, role: 'fenced', writable: true } })), 'silent');
  t.is(watchdogState(node({ director: { role: 'leading' } })), 'silent');
});

test('a status is a line', (t) => {
  t.is(describeNode(leading({ paused: true })), 'n1: Catalog primary (epoch 4), Director leading (epoch 5), paused');
});

test('systemd is found in the environment, and watches whom it says', (t) => {
  const socket = '/run/systemd/notify';
  t.is(serviceManagerIn({}, 7), undefined);
  t.is(serviceManagerIn({ NOTIFY_SOCKET: 'here' }, 7), undefined);
  t.deepEqual(serviceManagerIn({ NOTIFY_SOCKET: socket }, 7), { socket, watchdogMs: undefined });
  const watched = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '5000000', WATCHDOG_PID: '7' };
  t.is(serviceManagerIn(watched, 7)?.watchdogMs, 5_000);
  t.is(serviceManagerIn(watched, 8)?.watchdogMs, undefined);
});

test('an address is announced as a gratuitous ARP request, or as an unsolicited neighbour advertisement', (t) => {
  const mac = Buffer.from('020000000001', 'hex');
  t.is(
    announcement(mac, '10.9.8.7').toString('hex'),
    'ffffffffffff0200000000010806' + '0001080006040001' + '0200000000010a090807' + '0000000000000a090807',
  );
  const frame = announcement(mac, 'fd00::9');
  t.is(frame.length, 14 + 40 + 32);
  t.is(frame.toString('hex', 22, 38), 'fd000000000000000000000000000009');
  // Over the pseudo header and the message a right checksum sums up to all ones (RFC 4443 §2.3).
  const pseudo = Buffer.concat([frame.subarray(22, 54), Buffer.from([0, 0, 0, 32, 0, 0, 0, 58]), frame.subarray(54)]);
  let sum = 0;
  for (let at = 0; at < pseudo.length; at += 2) sum += pseudo.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  t.is(sum, 0xffff);
  t.is(announcement(mac, '2001:db8:1:2:3:4:5:6').toString('hex', 22, 38), '20010db8000100020003000400050006');
});
