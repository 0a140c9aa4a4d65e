/** Whether a Storage Daemon has a device at all, by its own `.status devices` (03 §8.2). */
import type { StorageResource } from '../../config/index.ts';
import type { ByteString } from '../../core/index.ts';
import { storageCommand } from '../../protocol/index.ts';
import { askStorage } from './conversation.ts';
import type { JobTools } from './tools.ts';

/** Undefined: it could not be found out. */
export async function knowsDevice(storage: StorageResource, tools: JobTools): Promise<boolean | undefined> {
  try {
    const command = storageCommand.dotStatusApi.format({ what: 'devices', api: 2, options: '' });
    const text = (await askStorage(storage, tools, command)).join('');
    const devices = parseDevices(text);
    if (devices.length === 0) return undefined;
    const wanted = devices.filter((device) => storage.devices.includes(device.name));
    // An Autochanger has no media type of its own: its drives have.
    return wanted.some(({ mediaType }) => mediaType === undefined || mediaType === storage.mediaType);
  } catch {
    return undefined;
  }
}

export interface ListedDevice {
  readonly name: ByteString;
  readonly mediaType: ByteString | undefined;
}

/** Each device or changer begins with its `name=`. */
export function parseDevices(text: ByteString): ListedDevice[] {
  return text
    .split(/^(?=name=)/m)
    .filter((block) => block.startsWith('name='))
    .map((block) => ({
      name: /^name=(.*)$/m.exec(block)?.[1]?.trim() ?? '',
      mediaType: /^media_type=(.*)$/m.exec(block)?.[1]?.trim(),
    }));
}
