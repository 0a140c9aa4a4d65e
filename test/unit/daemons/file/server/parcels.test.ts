import test from 'ava';
import { Parcels } from '../../../../../src/daemons/file/server/parcels.ts';

/** What the other thread reads of a parcel, before the next one is packed. */
function unpack(parcel: Uint8Array): string[] {
  const bytes = Buffer.from(parcel.buffer, parcel.byteOffset, parcel.byteLength);
  const packets: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readInt32BE(at);
    packets.push(bytes.toString('latin1', at + 4, at + 4 + length));
    at += 4 + length;
  }
  return packets;
}

test('packets come in order and whole, whatever their lengths, in memory that is used again', (t) => {
  const parcels = new Parcels();
  const lengths = [0, 1, 5, 262_136, 262_140, 262_141, 900_000, 3, ...Array.from({ length: 9000 }, (_, n) => n % 200)];
  const packets = lengths.map((length, n) => String.fromCharCode(33 + (n % 90)).repeat(length));
  for (let turn = 0; turn < 2; turn++) {
    const found: string[] = [];
    const memories = new Set<ArrayBufferLike>();
    let count = 0;
    for (const parcel of parcels.pack(packets.map((packet) => Buffer.from(packet)))) {
      found.push(...unpack(parcel));
      memories.add(parcel.buffer);
      count++;
    }
    t.deepEqual(found, packets);
    t.true(count > memories.size && [...memories].every((memory) => memory instanceof SharedArrayBuffer));
  }
  t.deepEqual([...parcels.pack([])], []);
});
