import test from 'ava';
import type { JobExtent } from '../../../../src/catalog/index.ts';
import { bootstrapParts, filesWithoutVolume } from '../../../../src/director/restore/bootstrap-parts.ts';
import { formatBootstrap } from '../../../../src/volume/index.ts';

const extent = (rest: Partial<JobExtent>): JobExtent => ({
  jobId: 1,
  volSessionId: 7,
  volSessionTime: 1795167116,
  firstIndex: 1,
  lastIndex: 10,
  startFile: 0,
  startBlock: 231,
  endFile: 0,
  endBlock: 999,
  mediaId: 1,
  volume: 'Vol-0001',
  mediaType: 'File',
  slot: 0,
  volStatus: 'Append',
  enabled: 1,
  storage: 'File1',
  ...rest,
});

test('a whole Job on one Volume is one part', (t) => {
  const parts = bootstrapParts([{ jobId: 1, ranges: [{ first: 1, last: 10 }] }], [extent({})]);
  t.is(
    [...formatBootstrap(parts)].join(''),
    'Storage="File1"\nVolume="Vol-0001"\nMediaType="File"\nVolSessionId=7\nVolSessionTime=1795167116\nVolAddr=231-999\nFileIndex=1-10\nCount=10\n',
  );
});

test('a Job that spans Volumes is read from both, and the file between them is expected on both', (t) => {
  const extents = [
    extent({ lastIndex: 5 }),
    extent({ firstIndex: 5, lastIndex: 10, mediaId: 2, volume: 'Vol-0002', endFile: 1, endBlock: 7 }),
  ];
  const parts = bootstrapParts([{ jobId: 1, ranges: [{ first: 4, last: 6 }] }], extents);
  t.deepEqual(
    parts.map(({ volumes, fileIndexes, count, addresses }) => ({ volumes, fileIndexes, count, addresses })),
    [
      { volumes: ['Vol-0001'], fileIndexes: [{ first: 4, last: 5 }], count: 2, addresses: [{ first: 231, last: 999 }] },
      {
        volumes: ['Vol-0002'],
        fileIndexes: [{ first: 5, last: 6 }],
        count: 2,
        addresses: [{ first: 231, last: 2 ** 32 + 7 }],
      },
    ],
  );
});

test('pieces of one Volume are taken together, those without a chosen file are left out', (t) => {
  const extents = [
    extent({ lastIndex: 3, startBlock: 0, endBlock: 99 }),
    extent({ firstIndex: 4, lastIndex: 6, startBlock: 100, endBlock: 199 }),
    extent({ firstIndex: 6, lastIndex: 9, startBlock: 300, endBlock: 399 }),
  ];
  const [part, ...others] = bootstrapParts(
    [
      {
        jobId: 1,
        ranges: [
          { first: 6, last: 6 },
          { first: 8, last: 8 },
        ],
      },
    ],
    extents,
  );
  t.deepEqual(others, []);
  t.deepEqual(part?.addresses, [
    { first: 100, last: 199 },
    { first: 300, last: 399 },
  ]);
  t.is(part?.count, 2);
});

test('Jobs come in the order of their chain, each with its own session', (t) => {
  const files = [
    { jobId: 5, ranges: [{ first: 1, last: 2 }] },
    { jobId: 3, ranges: [{ first: 9, last: 9 }] },
  ];
  const parts = bootstrapParts(files, [
    extent({ jobId: 3, volSessionId: 33 }),
    extent({ jobId: 5, volSessionId: 55 }),
    extent({ jobId: 5, volSessionId: 55, firstIndex: 11, lastIndex: 20, mediaId: 9 }),
  ]);
  t.deepEqual(
    parts.map(({ sessionIds }) => sessionIds[0]?.first),
    [55, 33],
  );
});

test('chosen files that no Volume holds are named', (t) => {
  const files = [
    {
      jobId: 1,
      ranges: [
        { first: 1, last: 12 },
        { first: 20, last: 20 },
      ],
    },
  ];
  t.deepEqual(filesWithoutVolume(files, [extent({ lastIndex: 5 }), extent({ firstIndex: 5, lastIndex: 9 })]), [
    {
      jobId: 1,
      ranges: [
        { first: 10, last: 12 },
        { first: 20, last: 20 },
      ],
    },
  ]);
  t.deepEqual(filesWithoutVolume(files, [extent({ lastIndex: 30 })]), []);
  t.is(filesWithoutVolume(files, []).length, 1);
});
