import test from 'ava';
import type { DirectorConfig } from '../../../../src/config/index.ts';
import type { RestorePlan } from '../../../../src/director/restore/index.ts';
import {
  formatOrderedBackup,
  formatOrderedRestore,
  parseOrdered,
  readPlan,
} from '../../../../src/director/succession/ordered.ts';

const named = (name: string) => ({ name, enabled: true });
const RESOURCES = {
  jobs: new Map([['Restore', named('Restore')]]),
  clients: new Map([['web', named('web')]]),
  storages: new Map([['File1', named('File1')]]),
} as unknown as DirectorConfig;

const part = {
  storage: 'File1',
  volumes: ['V\xc3\xa4'],
  mediaType: 'File',
  sessionIds: [{ first: 7, last: 7 }],
  sessionTimes: [{ first: 1_795_000_000, last: 1_795_000_000 }],
  addresses: [{ first: 230, last: 9_000_000_000 }],
  fileIndexes: [
    { first: 1, last: 3 },
    { first: 9, last: 9 },
  ],
  count: 4,
  streams: [],
  jobs: [],
  jobIds: [],
  clients: [],
};
const PLAN = {
  resource: named('Restore'),
  client: named('web'),
  destination: { where: '/b\xc3\xa4ck', regexWhere: undefined, prefixLinks: false, replace: 'n', warnings: [] },
  runs: [
    { storage: named('File1'), parts: [part] },
    { storage: named('File1'), parts: [part], again: true },
  ],
  jobIds: [3],
  filesExpected: 4,
  warnings: ['one'],
} as unknown as RestorePlan;

test('a backup is written down as it was asked for, in ASCII, without what its row says', (t) => {
  const request = { job: 'N\xc3\xa4chtlich', level: 'D', storage: 'File2', ignoreDuplicates: true } as const;
  const text = formatOrderedBackup({ ...request, when: new Date(), comment: 'x' }, 12);
  t.regex(text, /^[\x20-\x7e]+$/);
  t.deepEqual(parseOrdered(text), { kind: 'backup', request: { ...request, priority: 12 } });
});

test('a restore is written down as it was decided, and read back with all its ranges', (t) => {
  const text = formatOrderedRestore(PLAN, 10);
  t.regex(text, /^[\x20-\x7e]+$/);
  const found = parseOrdered(text);
  if (found.kind !== 'restore') return t.fail();
  t.is(found.priority, 10);
  const { destination: _, ...plan } = readPlan(found.plan, RESOURCES);
  const { destination, ...expected } = PLAN;
  t.deepEqual(plan, expected);
  t.deepEqual(found.plan.destination, JSON.parse(JSON.stringify(destination)));
  return undefined;
});

test('what the configuration does not have any more cannot be read back, and is named', (t) => {
  const found = parseOrdered(formatOrderedRestore(PLAN, 10));
  if (found.kind !== 'restore') return t.fail();
  const { plan } = found;
  t.throws(() => readPlan(plan, { ...RESOURCES, storages: new Map() }), { code: 'DIRECTOR_UNKNOWN_RESOURCE' });
  return undefined;
});

test('what somebody else wrote is no order', (t) => {
  for (const text of ['', '7', 'null', '{}', '{"kind":"backup"}', '{"kind":"restore","plan":{"job":"R"}}']) {
    t.throws(() => parseOrdered(text), { code: 'DIRECTOR_BAD_REQUEST' }, text);
  }
});
