/** Room on several devices, each file system once. */
import test from 'ava';
import type { Drives } from '../../../../../src/daemons/storage/media/drives.ts';
import { freeBytes } from '../../../../../src/daemons/storage/media/free-bytes.ts';

const drivesWith = (...spaces: readonly (readonly [identity: string, freeBytes: number] | undefined)[]) =>
  ({
    changers: new Map(),
    candidates: () =>
      spaces.map((space) => ({
        device: {
          async space() {
            if (space === undefined) throw new Error('the disk is gone');
            return { identity: space[0], freeBytes: space[1], totalBytes: 1000 };
          },
        },
      })),
  }) as unknown as Drives;

test('a file system that fills up while its devices are asked is counted once', async (t) => {
  const told = await freeBytes(drivesWith(['one', 500], ['one', 496]), 'D0');
  t.true(told === 500 || told === 496);
});

test('two file systems of equal figures are two', async (t) => {
  t.is(await freeBytes(drivesWith(['one', 500], ['two', 500], undefined), 'D0'), 1000);
});

test('of a device that cannot be asked nothing is known', async (t) => {
  t.is(await freeBytes(drivesWith(undefined), 'D0'), undefined);
});
