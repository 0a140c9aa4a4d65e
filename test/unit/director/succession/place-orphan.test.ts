import test from 'ava';
import { type BegunRange, FAR_ADDRESS } from '../../../../src/catalog/index.ts';
import { placeOrphan } from '../../../../src/director/succession/place-orphan.ts';

const SESSION = { sessionId: 7, sessionTime: 1_795_000_000 };
const range = (mediaId: number, rest: Partial<BegunRange>): BegunRange => ({
  ...{ mediaId, volume: `Vol-${mediaId}`, mediaType: 'File', slot: 0 },
  ...{ firstIndex: 0, lastIndex: 0, startFile: 0, startBlock: 0, endFile: 0, endBlock: 0 },
  ...rest,
});
const place = (...ranges: BegunRange[]) => {
  const found = placeOrphan(ranges, SESSION);
  if (typeof found === 'string') throw new Error(found);
  return { ...found, parts: found.parts.map(({ volumes, addresses }) => ({ volumes, addresses })) };
};

test('a Job that had only begun is looked for on its Volume, from where that ended then', (t) => {
  t.deepEqual(place(range(1, { startFile: 1, startBlock: 500 })), {
    volume: 'Vol-1',
    open: { mediaId: 1, firstIndex: 1, startFile: 1, startBlock: 500 },
    parts: [{ volumes: ['Vol-1'], addresses: [{ first: 2 ** 32 + 500, last: FAR_ADDRESS }] }],
  });
});

test('what its Storage Daemon had told before stays, and the rest begins behind it, with the same file', (t) => {
  const told = range(1, { firstIndex: 1, lastIndex: 9, startBlock: 200, endBlock: 2 ** 32 - 1 });
  const begun = range(1, { startBlock: 200 });
  t.deepEqual(place(told, begun).open, { mediaId: 1, firstIndex: 9, startFile: 1, startBlock: 0 });
  t.deepEqual(place(told, begun).parts, [{ volumes: ['Vol-1'], addresses: [{ first: 200, last: FAR_ADDRESS }] }]);
});

test('a Job on two Volumes is read from both, and has gone on alone on the second', (t) => {
  const told = range(1, { firstIndex: 1, lastIndex: 9, startBlock: 200, endBlock: 900 });
  const { open, parts } = place(told, range(1, { startBlock: 200 }), range(2, { startBlock: 300 }));
  t.deepEqual(open, { mediaId: 2, firstIndex: 9, startFile: 0, startBlock: 300 });
  t.deepEqual(parts, [
    { volumes: ['Vol-1'], addresses: [{ first: 200, last: FAR_ADDRESS }] },
    { volumes: ['Vol-2'], addresses: [{ first: 300, last: FAR_ADDRESS }] },
  ]);
});

test('where the Catalog does not know enough, nothing is guessed', (t) => {
  t.is(placeOrphan([], SESSION), 'no Volume is known that it was written to');
  t.is(placeOrphan([range(1, {}), range(2, {})], SESSION), 'it had begun several Volumes of which nothing is known');
});
