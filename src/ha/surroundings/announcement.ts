/**
 * Frames that tell a network where an address is now, so that switches and neighbours do not send to the machine that had it:
 * a gratuitous ARP request (RFC 5227 §3) and an unsolicited neighbour advertisement (RFC 4861 §4.4, §7.2.6). Bytes alone.
 */
import { isIPv4 } from 'node:net';

const ETHERTYPE_ARP = 0x0806;
const ETHERTYPE_IPV6 = 0x86dd;
const EVERYBODY = Buffer.alloc(6, 0xff);
const ALL_NODES = Buffer.from('ff020000000000000000000000000001', 'hex');
const ALL_NODES_MAC = Buffer.from('333300000001', 'hex');
const OVERRIDE = 0x20000000;

/** @param mac of the device, six bytes */
export const announcement = (mac: Buffer, address: string): Buffer =>
  isIPv4(address) ? gratuitousArp(mac, ipv4Bytes(address)) : neighbourAdvertisement(mac, ipv6Bytes(address));

function gratuitousArp(mac: Buffer, address: Buffer): Buffer {
  const head = Buffer.from([0, 1, 0x08, 0x00, 6, 4, 0, 1]);
  return Buffer.concat([ethernet(EVERYBODY, mac, ETHERTYPE_ARP), head, mac, address, Buffer.alloc(6), address]);
}

function neighbourAdvertisement(mac: Buffer, address: Buffer): Buffer {
  const message = Buffer.alloc(32);
  message[0] = 136;
  message.writeUInt32BE(OVERRIDE, 4);
  address.copy(message, 8);
  message[24] = 2;
  message[25] = 1;
  mac.copy(message, 26);
  const head = Buffer.alloc(8);
  head[0] = 0x60;
  head.writeUInt16BE(message.length, 4);
  head[6] = 58;
  head[7] = 255;
  const pseudo = Buffer.concat([address, ALL_NODES, Buffer.from([0, 0, 0, message.length, 0, 0, 0, 58])]);
  message.writeUInt16BE(checksum(Buffer.concat([pseudo, message])), 2);
  return Buffer.concat([ethernet(ALL_NODES_MAC, mac, ETHERTYPE_IPV6), head, address, ALL_NODES, message]);
}

function ethernet(to: Buffer, from: Buffer, type: number): Buffer {
  return Buffer.concat([to, from, Buffer.from([type >> 8, type & 0xff])]);
}

/** The Internet's: of an even number of bytes. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

const ipv4Bytes = (address: string): Buffer => Buffer.from(address.split('.').map(Number));

function ipv6Bytes(address: string): Buffer {
  // The URL parser writes every form as groups of hexadecimal digits.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const [before, after] = [groups(head), groups(tail)];
  const middle = Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => '0');
  return Buffer.from([...before, ...middle, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
