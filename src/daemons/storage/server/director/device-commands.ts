/** What an operator does with devices and Volumes (page 03 §8): read here, done by the media. */
import type { ByteString } from '../../../../core/index.ts';
import { type Line, storageCommand } from '../../../../protocol/index.ts';
import type { DeviceCommands } from '../../media/index.ts';
import type { Conversation, Next } from './conversation.ts';

type Act<Fields> = (commands: DeviceCommands, fields: Fields, conversation: Conversation) => Promise<ByteString>;

const command =
  <Fields>(word: string, line: Line<Fields>, act: Act<Fields>) =>
  async (conversation: Conversation, text: ByteString): Promise<Next> => {
    const fields = line.parse(text);
    if (fields === undefined)
      return conversation.replyAll([`3903 Error scanning ${word} command: ${text.trimEnd()}\n`]);
    return conversation.replyAll([await act(conversation.tools.media.commands, fields, conversation)]);
  };

export const label = command('label', storageCommand.label, async (commands, fields, conversation) =>
  beginsAnew(conversation, fields.volume, await commands.label({ ...fields, release: conversation.line.release })),
);
export const relabel = command('relabel', storageCommand.relabel, async (commands, fields, conversation) =>
  beginsAnew(conversation, fields.volume, await commands.relabel({ ...fields, release: conversation.line.release })),
);
export const mount = command('mount', storageCommand.mount, (commands, fields) => commands.mount(fields));
export const unmount = command('unmount', storageCommand.unmount, (commands, fields) => commands.unmount(fields));
export const release = command('release', storageCommand.release, (commands, fields) => commands.release(fields));
export const enable = command('enable', storageCommand.enable, (commands, fields) => commands.enable(fields));
export const disable = command('disable', storageCommand.disable, (commands, fields) => commands.disable(fields));
export const readLabel = command('readlabel', storageCommand.readLabel, (commands, fields) =>
  commands.readLabel(fields),
);
export const autochanger = command('autochanger', storageCommand.autochanger, (commands, { what, device }) =>
  commands.autochanger(what, device),
);

/** What was told of a Volume before it was labelled is about other data. */
function beginsAnew({ tools }: Conversation, volume: ByteString, reply: ByteString): ByteString {
  if (reply.startsWith('3000 ')) tools.journals.forgetVolume(volume);
  return reply;
}

/** There are no cloud devices here. */
export const noCloud = (conversation: Conversation): Promise<Next> =>
  conversation.replyAll(['3900 This Storage Daemon has no cloud devices.\n']);

export const volumeProtect = command('volumeprotect', storageCommand.volumeProtect, (commands, fields) =>
  commands.protect(fields),
);
