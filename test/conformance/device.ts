/** What every device does, whatever lies behind it. */
import test from 'ava';
import type { Device, VolumeFile } from '../../src/daemons/storage/device/index.ts';
import {
  VolumeClosedError,
  VolumeHeldError,
  VolumeMissingError,
  VolumeNameError,
  VolumePresentError,
} from '../../src/daemons/storage/device/index.ts';

const read = async (file: VolumeFile, size: number, address: number): Promise<string> => {
  const buffer = Buffer.alloc(size);
  return buffer.toString('latin1', 0, await file.readAt(buffer, address));
};
const bytes = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text, 'latin1'));

export function deviceConformance(name: string, open: () => Promise<Device & AsyncDisposable>): void {
  test(`${name}: what is written lies there, one buffer behind the other`, async (t) => {
    await using device = await open();
    await using file = await device.open('Vol-1', 'create');
    await file.writeAt(bytes('label', '', 'block'), 0);
    await file.writeAt(bytes('-two'), 10);
    t.is(await file.sizeBytes(), 14);
    t.is(await read(file, 9, 5), 'block-two');
  });

  test(`${name}: writes under way at once do not disturb each other`, async (t) => {
    await using device = await open();
    await using file = await device.open('Vol-1', 'create');
    const parts = Array.from({ length: 20 }, (_, index) => Buffer.alloc(1000, index));
    await Promise.all(parts.map((part, index) => file.writeAt([part], index * 1000)));
    const whole = Buffer.alloc(20_000);
    t.is(await file.readAt(whole, 0), 20_000);
    t.deepEqual(whole, Buffer.concat(parts));
  });

  test(`${name}: a read gives what there is`, async (t) => {
    await using device = await open();
    await using file = await device.open('Vol-1', 'create');
    await file.writeAt(bytes('12345'), 0);
    t.is(await read(file, 10, 2), '345');
    t.is(await read(file, 10, 5), '');
    t.is(await read(file, 10, 500), '');
  });

  test(`${name}: truncating cuts, syncing says nothing`, async (t) => {
    await using device = await open();
    await using file = await device.open('Vol-1', 'create');
    await file.writeAt(bytes('1234567890'), 0);
    await file.truncate(4);
    await file.sync();
    t.is(await file.sizeBytes(), 4);
    t.is(await read(file, 10, 0), '1234');
  });

  test(`${name}: a Volume that is not there is only created when that is meant, and only once`, async (t) => {
    await using device = await open();
    for (const mode of ['read', 'write'] as const) {
      await t.throwsAsync(device.open('Vol-1', mode), { instanceOf: VolumeMissingError });
    }
    await (await device.open('Vol-1', 'create'))[Symbol.asyncDispose]();
    await t.throwsAsync(device.open('Vol-1', 'create'), { instanceOf: VolumePresentError });
  });

  test(`${name}: Volumes are listed with their sizes, and removed`, async (t) => {
    await using device = await open();
    for (const volume of ['Vol-1', 'Vol-2', 'V\xe9']) {
      await using file = await device.open(volume, 'create');
      await file.writeAt(bytes(volume), 0);
    }
    await device.remove('Vol-2');
    const found = (await device.list()).toSorted((a, b) => (a.volume < b.volume ? -1 : 1));
    t.deepEqual(found, [
      { volume: 'Vol-1', sizeBytes: 5 },
      { volume: 'V\xe9', sizeBytes: 2 },
    ]);
    await t.throwsAsync(device.remove('Vol-2'), { instanceOf: VolumeMissingError });
  });

  test(`${name}: a name that leads elsewhere is refused`, async (t) => {
    await using device = await open();
    for (const volume of ['', '.', '..', '../x', 'a/b', '/etc/passwd', 'a\0b', 'a\nb', 'x'.repeat(128)]) {
      await t.throwsAsync(device.open(volume, 'create'), { instanceOf: VolumeNameError }, JSON.stringify(volume));
      await t.throwsAsync(device.remove(volume), { instanceOf: VolumeNameError });
    }
    t.deepEqual(await device.list(), []);
  });

  test(`${name}: a closed Volume does nothing more, and may be closed again`, async (t) => {
    await using device = await open();
    const file = await device.open('Vol-1', 'create');
    await file[Symbol.asyncDispose]();
    await file[Symbol.asyncDispose]();
    await t.throwsAsync(file.writeAt(bytes('x'), 0), { instanceOf: VolumeClosedError });
    await t.throwsAsync(file.readAt(Buffer.alloc(1), 0), { instanceOf: VolumeClosedError });
    await t.throwsAsync(file.sync(), { instanceOf: VolumeClosedError });
  });

  test(`${name}: a Volume opened twice is known to be one`, async (t) => {
    await using device = await open();
    await using one = await device.open('Vol-1', 'create');
    await using again = await device.open('Vol-1', 'read');
    await using other = await device.open('Vol-2', 'create');
    t.is(one.identity, again.identity);
    t.not(one.identity, other.identity);
  });

  test(`${name}: a Volume that one has claimed no other may claim, until it is closed`, async (t) => {
    await using device = await open();
    const first = await device.open('Vol-1', 'create');
    t.true(await first.claim());
    t.true(await first.claim());
    await using second = await device.open('Vol-1', 'write');
    const error = await t.throwsAsync(second.claim(), { instanceOf: VolumeHeldError });
    t.regex(error?.message ?? '', new RegExp(`Vol-1 is written by process ${process.pid} \\(.*node.*\\)`));
    await using other = await device.open('Vol-2', 'create');
    t.true(await other.claim());
    await first[Symbol.asyncDispose]();
    t.true(await second.claim());
  });

  test(`${name}: a Volume that was removed cannot be claimed`, async (t) => {
    await using device = await open();
    await using file = await device.open('Vol-1', 'create');
    await device.remove('Vol-1');
    await t.throwsAsync(file.claim(), { instanceOf: VolumeMissingError });
  });

  test(`${name}: it knows how much room there is`, async (t) => {
    await using device = await open();
    const { freeBytes, totalBytes } = await device.space();
    t.true(freeBytes > 0 && freeBytes <= totalBytes);
  });
}
