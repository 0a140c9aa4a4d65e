import test from 'ava';
import type { StorageResource } from '../../../../src/config/index.ts';
import { VolumesMissingError } from '../../../../src/director/restore/errors.ts';
import { secondReading } from '../../../../src/director/restore/second-reading.ts';
import { storageRuns } from '../../../../src/director/restore/storage-runs.ts';
import { bootstrapPart } from '../../../../src/volume/index.ts';

const storage = (name: string, rest: Partial<StorageResource> = {}): StorageResource =>
  ({
    name,
    address: name,
    sdPort: 9103,
    mediaType: 'File',
    devices: ['Dev'],
    enabled: true,
    ...rest,
  }) as StorageResource;
const part = (volume: string, storageName?: string, mediaType = 'File') =>
  bootstrapPart([volume], { mediaType, ...(storageName !== undefined && { storage: storageName }) });

const names = (runs: ReturnType<typeof storageRuns>) =>
  runs.map((run) => [run.storage.name, run.parts.map(({ volumes }) => volumes[0]).join()]);

test('parts of one Storage share a run, another Storage begins a new one', (t) => {
  const parts = [part('A', 's1'), part('B', 's1'), part('C', 's2'), part('D', 's1')];
  t.deepEqual(names(storageRuns(parts, [storage('s1'), storage('s2')])), [
    ['s1', 'A,B'],
    ['s2', 'C'],
    ['s1', 'D'],
  ]);
});

test('a Storage that is gone is replaced by one of the same Media Type', (t) => {
  const known = [storage('off', { enabled: false }), storage('tape', { mediaType: 'LTO' }), storage('new')];
  t.deepEqual(names(storageRuns([part('A', 'gone')], known)), [['new', 'A']]);
  t.throws(() => storageRuns([part('A', 'gone', 'DVD')], known), {
    instanceOf: VolumesMissingError,
    message: /Volume A.*Media Type "DVD"/,
  });
});

test('a Storage that was asked for reads everything', (t) => {
  const wanted = storage('s2');
  const [run] = storageRuns([part('A', 's1'), part('B')], [storage('s1'), wanted], wanted);
  t.deepEqual(
    run?.parts.map((read) => [read.storage, read.device]),
    [
      ['s2', 'Dev'],
      ['s2', 'Dev'],
    ],
  );
});

const spanning = (bytes: number) =>
  bootstrapPart(['V'], { addresses: [{ first: 0, last: bytes - 1 }], fileIndexes: [{ first: 1, last: 2 }] });

test('folders are read again where that costs little', (t) => {
  const small = [spanning(1_000_000)];
  t.deepEqual(secondReading(small, small), { parts: small });
  const large = [spanning(10e9)];
  const refused = secondReading(large, large);
  t.deepEqual(refused.parts, []);
  t.is(refused.warning, '2 folders get the time of the restore: to read theirs again would mean 10.0 GB more');
  t.is(secondReading([spanning(1e9)], large).parts.length, 1);
});
