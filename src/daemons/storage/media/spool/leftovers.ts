/** Spool files of a daemon that was killed: nobody can use them any more, so they are removed when it starts. */
import type { StorageConfig } from '../../../../config/index.ts';
import { type ByteString, describeError, displayText, type Logger } from '../../../../core/index.ts';
import type { Device, VolumeEntry } from '../../device/index.ts';
import { FileDevice } from '../../device/index.ts';
import { spoolFolder, spoolPrefix } from './spools.ts';

const KINDS = /^\.(data\.\d+|attr)\..+\.spool$/;

/** Never rejects: what cannot be removed is no reason not to start. One that another daemon holds is left alone. */
export async function removeSpoolLeftovers(config: StorageConfig, logger: Logger): Promise<void> {
  const folders = [...config.devices.keys()].map((device) => spoolFolder(config, device));
  const prefix = spoolPrefix(config.storage.name);
  for (const folder of new Set([config.storage.workingDirectory, ...folders])) {
    const device = new FileDevice(folder);
    const found = await device.list().catch((): VolumeEntry[] => []);
    for (const { volume: name, sizeBytes } of found) {
      if (!name.startsWith(prefix) || !KINDS.test(name.slice(prefix.length))) continue;
      await remove(device, name).then(
        () =>
          logger.info(
            { folder: displayText(folder), name: displayText(name), sizeBytes },
            'Removed a spool file that a crash has left',
          ),
        (error) => logger.warn({ name: displayText(name), error: describeError(error) }, 'A spool file stays'),
      );
    }
  }
}

async function remove(device: Device, name: ByteString): Promise<void> {
  await using file = await device.open(name, 'write');
  await file.claim();
  await device.remove(name);
}
