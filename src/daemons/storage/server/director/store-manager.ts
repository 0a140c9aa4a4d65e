/** `store_mngr` of 15.x: a Director asks for room before it chooses a Storage (page 03 §8). Only in this order. */
import type { ByteString } from '../../../../core/index.ts';
import { storageCommand, storageReply } from '../../../../protocol/index.ts';
import type { Conversation, Next } from './conversation.ts';

export async function storeManager(conversation: Conversation, text: ByteString): Promise<Next> {
  if (storageCommand.queryStore.parse(text) === undefined) return 'hang-up';
  await conversation.reply(storageReply.queryStore.format({}));
  const devices: ByteString[] = [];
  let supported = true;
  for await (const line of conversation.list()) {
    const device = storageCommand.freeSpace.parse(line)?.device;
    if (device === undefined) supported = false;
    else devices.push(device);
  }
  const { media } = conversation.tools;
  if (!supported || devices.length === 0) await conversation.reply('3200 unsupported policy\n');
  else {
    const free = await Promise.all(devices.map((device) => media.freeBytes(device)));
    const freeBytes = free.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
    await conversation.reply(storageReply.freeSpace.format({ freeBytes }));
  }
  return 'hang-up';
}
