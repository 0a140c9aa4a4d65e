/** What an operator asks of a device, in genuine daemons' words (page 03 §8). */
import type { ByteString } from '../../../../core/index.ts';
import type { Appender } from '../append/appender.ts';
import type { DeviceCommands, DriveAddress } from '../commands.ts';
import type { Drive } from '../drive.ts';
import type { MediaTools } from '../tools.ts';
import { autochanger } from './autochanger.ts';
import { labelVolume } from './label.ts';
import { mount, release, unmount } from './mount.ts';
import { protect } from './protect.ts';
import { readLabelOf } from './read-label.ts';
import { relabelVolume } from './relabel.ts';
import { disable, enable } from './switch.ts';

export type AppenderOf = (drive: Drive) => Appender | undefined;

export function deviceCommands(tools: MediaTools, appenderOf: AppenderOf): DeviceCommands {
  const on =
    <C extends DriveAddress>(work: (drive: Drive, command: C) => ByteString | Promise<ByteString>) =>
    async (command: C): Promise<ByteString> => {
      const drive = tools.drives.at(command.device, command.drive);
      return drive === undefined ? notFound(command.device) : work(drive, command);
    };
  return {
    label: on((drive, command) => labelVolume(drive, command, tools)),
    relabel: on((drive, command) => relabelVolume(drive, command, tools)),
    mount: on((drive) => mount(drive, tools)),
    unmount: on((drive) => unmount(drive, appenderOf(drive))),
    release: on((drive) => release(drive, appenderOf(drive))),
    enable: on((drive) => enable(drive, tools)),
    disable: on((drive) => disable(drive)),
    protect: on((drive, command) => protect(drive, command, tools)),
    readLabel: on((drive, { slot }) => readLabelOf(drive, slot)),
    autochanger: async (what, device) => autochanger(what, device, tools.drives),
  };
}

const notFound = (device: ByteString): ByteString => `3999 Device "${device}" not found or could not be opened.\n`;
