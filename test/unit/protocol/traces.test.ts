import test from 'ava';
import { bytesToByteString } from '../../../src/core/index.ts';
import {
  appendHeader,
  classifyClientPacket,
  classifyStoragePacket,
  clientCommand,
  decodeAttributeRecord,
  encodeAttributeRecord,
  parseAccurateFile,
  parseAny,
  parseBtime,
  parseJobMediaRange,
  parseLevel,
  parseVolumeAnswer,
  readHeader,
  sessionCommand,
  sessionReply,
  storageCommand,
} from '../../../src/protocol/index.ts';
import { type TracePacket, tracePackets } from '../../support/traces.ts';

const WIRE =
  /^(?:Hello |auth cram-md5|1000 OK auth|[23]000 OK Hello|[sf]dcaps:|starttls|[A-Za-z0-9+/]{22}\0$|1000 OK: )/;
const FILESET_ITEM = /^(?:fileset|[IEN]\n|[OFPZ] |[RW][DFB]? |X[D]? )/;
const BOOTSTRAP = /^[A-Za-z]+=/;
const release = (trace: string): '9.6' | '15.0' => (/9\.6\.7|967/.test(trace) ? '9.6' : '15.0');

/** What this packet was taken for; undefined: nothing that we know. */
function recognise(packet: TracePacket, inList: boolean): string | undefined {
  const text = bytesToByteString(packet.payload);
  if (WIRE.test(text)) return 'wire';
  switch (`${packet.from}>${packet.to}`) {
    case 'DIR>FD':
      return directorToClient(text);
    case 'DIR>SD':
      return directorToStorage(text);
    case 'FD>DIR':
      return classified(classifyClientPacket(packet.payload, release(packet.trace)));
    case 'SD>DIR':
      if (inList) return parseJobMediaRange(text) && 'range';
      return classified(classifyStoragePacket(packet.payload, release(packet.trace)));
    case 'FD>SD':
      return parseAny(sessionCommand, text)?.kind;
    case 'SD>FD':
      return parseAny(sessionReply, text)?.kind ?? (/^39\d\d /.test(text) ? 'refusal' : undefined);
    default:
      return 'other';
  }
}

const classified = (found: { kind: string }): string | undefined =>
  found.kind === 'malformed' ? undefined : found.kind;

function directorToClient(text: string): string | undefined {
  if (FILESET_ITEM.test(text)) return 'fileset';
  if (parseLevel(text) !== undefined || parseBtime(text) !== undefined) return 'level';
  return (
    parseAny(clientCommand, text)?.kind ?? (text.includes('\0') && parseAccurateFile(text) ? 'accurate' : undefined)
  );
}

function directorToStorage(text: string): string | undefined {
  if (parseVolumeAnswer(text) !== undefined) return 'volume-answer';
  if (/^(?:1000 OK Create|1000 OK BlastAttr|1990 |1901 )/.test(text)) return 'answer';
  return parseAny(storageCommand, text)?.kind ?? (BOOTSTRAP.test(text) ? 'bootstrap-line' : undefined);
}

test('every packet of the recorded conversations is recognised', (t) => {
  const seen = new Map<string, number>();
  const lists = new Set<string>();
  const unknown: string[] = [];
  for (const packet of tracePackets()) {
    const list = `${packet.trace}${packet.connection}`;
    if (packet.signal) {
      if (packet.from === 'SD') lists.delete(list);
      continue;
    }
    const text = bytesToByteString(packet.payload);
    if (isDataStream(packet, text)) continue;
    const kind = recognise(packet, packet.from === 'SD' && lists.has(list));
    if (kind === undefined) unknown.push(`${packet.trace}:${packet.lineNumber} ${JSON.stringify(text)}`);
    if (kind === 'create-job-media') lists.add(list);
    seen.set(kind ?? '', (seen.get(kind ?? '') ?? 0) + 1);
  }
  for (const kind of [
    'find-media',
    'get-volume',
    'update-media',
    'range',
    'attributes',
    'attribute-spool',
    'job-ended',
  ]) {
    t.true((seen.get(kind) ?? 0) > 0, kind);
  }
});

/** Records of the data connection: attributes are decoded, other payloads are anything at all. */
function isDataStream(packet: TracePacket, text: string): boolean {
  const pair = `${packet.from}>${packet.to}`;
  if (pair !== 'FD>SD' && pair !== 'SD>FD') return false;
  if (appendHeader.parse(text) !== undefined || readHeader.parse(text) !== undefined) return true;
  return !/^(?:append|read|3\d{3} )/.test(text) && !WIRE.test(text);
}

test('attribute records of the recorded conversations survive decoding and encoding', (t) => {
  let records = 0;
  for (const packet of tracePackets()) {
    if (!/^\d+ \d+ \/[^\0]*\0[^\0]* [A-Za-z0-9+/]+\0/.test(bytesToByteString(packet.payload))) continue;
    if (packet.from === 'DIR') continue;
    const record = decodeAttributeRecord(packet.payload);
    t.deepEqual(encodeAttributeRecord(record), packet.payload);
    records++;
  }
  t.true(records > 30, `${records}`);
});
