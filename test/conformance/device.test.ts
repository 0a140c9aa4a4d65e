/** Every implementation of Device keeps the same promises. */
import { type Device, FileDevice } from '../../src/daemons/storage/device/index.ts';
import { FaultyDevice } from '../support/faulty-device.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { deviceConformance } from './device.ts';

async function inTempDir(make: (path: string) => Device): Promise<Device & AsyncDisposable> {
  const dir = await makeTempDir('device');
  return Object.assign(make(dir.path), { [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose]() });
}

deviceConformance('File device', () => inTempDir((path) => new FileDevice(path)));
deviceConformance('Faulty device without a fault', () => inTempDir((path) => new FaultyDevice(new FileDevice(path))));
