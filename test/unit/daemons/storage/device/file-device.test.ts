/** What only a File device does: plain files, their mode, and no way out of the folder. */
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import {
  DeviceMissingError,
  deviceError,
  FileDevice,
  VolumeKindError,
} from '../../../../../src/daemons/storage/device/index.ts';
import { run } from '../../../../support/program.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';

test('a Volume is a file of mode 0640 with its name', async (t) => {
  await using dir = await makeTempDir('device');
  await using file = await new FileDevice(dir.path).open('Vol-1', 'create');
  await file.writeAt([Buffer.from('x')], 0);
  t.is((await stat(join(dir.path, 'Vol-1'))).mode & 0o777, 0o640);
  t.is(await readFile(join(dir.path, 'Vol-1'), 'utf8'), 'x');
});

test('links, folders and pipes are no Volumes', async (t) => {
  await using dir = await makeTempDir('device');
  const device = new FileDevice(dir.path);
  await writeFile(join(dir.path, 'target'), 'precious');
  await symlink(join(dir.path, 'target'), join(dir.path, 'link'));
  await mkdir(join(dir.path, 'folder'));
  await run(['mkfifo', join(dir.path, 'pipe')]);
  for (const name of ['link', 'folder', 'pipe']) {
    for (const mode of ['read', 'write'] as const) {
      await t.throwsAsync(device.open(name, mode), { instanceOf: VolumeKindError }, `${name} ${mode}`);
    }
  }
  t.deepEqual(await device.list(), [{ volume: 'target', sizeBytes: 8 }]);
});

test('a missing folder is not taken for a missing Volume when one is created', async (t) => {
  await using dir = await makeTempDir('device');
  const device = new FileDevice(join(dir.path, 'nowhere'));
  await t.throwsAsync(device.open('Vol-1', 'create'), { instanceOf: DeviceMissingError });
});

test('the codes of the operating system become what they mean for a device', (t) => {
  const code = (name: string) => Object.assign(new Error(name), { code: name });
  const meanings = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'ENOENT', 'EEXIST', 'ELOOP', 'EIO'].map((name) => [
    name,
    deviceError(code(name), 'writing', '/vol/V').code,
  ]);
  t.deepEqual(Object.fromEntries(meanings), {
    ENOSPC: 'DEVICE_FULL',
    EDQUOT: 'DEVICE_FULL',
    EROFS: 'DEVICE_READ_ONLY',
    EACCES: 'DEVICE_READ_ONLY',
    ENOENT: 'DEVICE_VOLUME_MISSING',
    EEXIST: 'DEVICE_VOLUME_PRESENT',
    ELOOP: 'DEVICE_VOLUME_KIND',
    EIO: 'DEVICE_IO',
  });
  t.is(deviceError(code('EACCES'), 'opening', '/vol/V').code, 'DEVICE_NO_ACCESS');
});
