import test from 'ava';
import { type Block, decodeBlock } from '../../../src/volume/block.ts';
import { sealBlock } from '../../../src/volume/block-checksum.ts';
import { encodeBlockHeader } from '../../../src/volume/block-header.ts';
import { fixtures, readFixture } from './fixture-volumes.ts';

const place = (address: number) => ({ volume: 'Vol', address, checksums: true });

function blocksOf(volume: Buffer): Block[] {
  const blocks: Block[] = [];
  for (let address = 0; address < volume.length; ) {
    const decoded = decodeBlock(volume, address, place(address));
    if (!('block' in decoded)) throw new Error(JSON.stringify(decoded));
    blocks.push(decoded.block);
    address += decoded.block.header.bytes;
  }
  return blocks;
}

for (const fixture of fixtures.volumes) {
  test(`every block that ${fixture.written_by} wrote has its place, number, session and checksum`, (t) => {
    const blocks = blocksOf(readFixture(fixture)).map(({ address, header }) => ({ address, ...header }));
    t.like(
      blocks,
      fixture.blocks.map((block) => ({
        address: block.address,
        bytes: block.length,
        number: block.number,
        version: block.id,
        sessionId: block.VolSessionId,
        sessionTime: block.VolSessionTime,
        encrypted: false,
      })),
    );
  });

  test(`a flipped bit anywhere in a block of ${fixture.written_by} is found and named`, (t) => {
    const volume = readFixture(fixture);
    const { address, length, number } = fixture.blocks[3] as (typeof fixture.blocks)[number];
    for (let bit = 0; bit < length * 8; bit += 41) {
      const broken = Buffer.from(volume.subarray(address, address + length));
      broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const decoded = decodeBlock(broken, 0, place(address));
      if ('needBytes' in decoded) {
        t.true(decoded.needBytes > length, `bit ${bit}`);
        continue;
      }
      if (!('damage' in decoded)) return t.fail(`bit ${bit} went unnoticed`);
      t.is(decoded.damage.address, address);
      t.regex(decoded.damage.kind, /^(checksum|not-a-block|block-length)$/, `bit ${bit}`);
      if (bit >> 3 >= 24) t.like(decoded.damage, { kind: 'checksum', number, sessionId: 2 });
    }
    return undefined;
  });
}

test('a block that is not there as a whole is asked for, with the number of its bytes', (t) => {
  const [fixture] = fixtures.volumes;
  const volume = readFixture(fixture as (typeof fixtures.volumes)[number]);
  for (let cut = 0; cut < 235; cut++) {
    const decoded = decodeBlock(volume.subarray(0, cut), 0, place(0));
    t.deepEqual(decoded, { needBytes: cut < 32 ? 32 : 235 }, `cut at ${cut}`);
  }
});

test('a device without checksums takes a block whose checksum is wrong', (t) => {
  const volume = readFixture(fixtures.volumes[0] as (typeof fixtures.volumes)[number]);
  volume.writeUInt32BE(0, 0);
  t.true('block' in decodeBlock(volume, 0, { ...place(0), checksums: false }));
  t.like(decodeBlock(volume, 0, place(0)), { damage: { kind: 'checksum' } });
});

const emptyBlock = (version: 'BB01' | 'BB02' | 'BB03', bytes: number, claimed = bytes): Buffer => {
  const block = Buffer.alloc(Math.max(bytes, 32));
  encodeBlockHeader(block, { version, bytes: claimed, number: 7, sessionId: 3, sessionTime: 4 });
  return block;
};

test('lengths that no block can have are refused before anything is allocated', (t) => {
  for (const claimed of [0, 23, 20_000_001, 0xffff_ffff]) {
    const decoded = decodeBlock(emptyBlock('BB02', 32, claimed), 0, place(5));
    t.like(decoded, { damage: { kind: 'block-length', address: 5 } }, `${claimed}`);
  }
  t.like(decodeBlock(emptyBlock('BB03', 32, 31), 0, place(5)), { damage: { kind: 'block-length' } });
  t.deepEqual(decodeBlock(emptyBlock('BB02', 32, 20_000_000), 0, place(5)), { needBytes: 20_000_000 });
});

test('a block without records is a block, in each version', (t) => {
  for (const [version, bytes] of [
    ['BB02', 24],
    ['BB03', 32],
  ] as const) {
    const block = emptyBlock(version, bytes).subarray(0, bytes);
    sealBlock(block, version);
    t.like(decodeBlock(block, 0, place(0)), { block: { header: { version, bytes, number: 7 } } });
  }
});

test('an encrypted block is named, not read', (t) => {
  const block = emptyBlock('BB03', 32);
  block.writeUInt32BE(7, 0);
  sealBlock(block, 'BB03');
  t.like(decodeBlock(block, 0, place(9)), { damage: { kind: 'encrypted', number: 7, sessionId: 3 } });
});
