/** `use storage` and its devices: a place for the Job (page 03 §3). */
import type { ByteString } from '../../../../core/index.ts';
import { formatReservedDevice, storageCommand } from '../../../../protocol/index.ts';
import type { DeviceRequest } from '../../media/index.ts';
import { keepAlive } from '../keep-alive.ts';
import type { Conversation, Next } from './conversation.ts';

const DEVICES_MAX = 1000;
const STORAGES_MAX = 100;
/** Genuine daemons say so while they wait for a device. */
const HEARTBEAT_SEC_MAX = 30;

export async function useStorage(conversation: Conversation, text: ByteString): Promise<Next> {
  const { job, line, tools } = conversation;
  if (job === undefined) return bad(conversation, text);
  const requests = await readRequests(conversation, text);
  if (requests === undefined) return bad(conversation, text);
  const everySec = Math.min(HEARTBEAT_SEC_MAX, tools.config.storage.heartbeatIntervalSec);
  const outcome = await keepAlive(tools.media.reserve(requests, job), everySec, () => job.outlet.heartbeat());
  if (outcome.kind === 'refused') {
    await line.send(outcome.reply);
    return 'hang-up';
  }
  const kind = outcome.append ? 'append' : 'read';
  job[kind]?.[Symbol.dispose]();
  job[kind] = outcome;
  return conversation.reply(formatReservedDevice(outcome, line.release));
}

/** One `use storage` after the other, each with its devices up to an end; undefined: something else was said. */
async function readRequests(conversation: Conversation, first: ByteString): Promise<DeviceRequest[] | undefined> {
  const requests: DeviceRequest[] = [];
  for (let text: ByteString | undefined = first; text !== undefined; ) {
    const storage = storageCommand.useStorage.parse(text) ?? withoutWait(text);
    if (storage === undefined || requests.length >= STORAGES_MAX) return undefined;
    const { mediaType, pool, poolType, append, wait } = storage;
    requests.push({ devices: await readDevices(conversation), mediaType, pool, poolType, append, wait });
    text = (await conversation.list().next()).value ?? undefined;
  }
  return requests.every(({ devices }) => devices.length > 0) ? requests : undefined;
}

async function readDevices(conversation: Conversation): Promise<ByteString[]> {
  const devices: ByteString[] = [];
  for await (const text of conversation.list()) {
    const device = storageCommand.useDevice.parse(text)?.device;
    if (device !== undefined && devices.length < DEVICES_MAX) devices.push(device);
  }
  return devices;
}

/** 9.6 always waits. */
function withoutWait(text: ByteString) {
  const storage = storageCommand.useStorageWithoutWait.parse(text);
  return storage && { ...storage, wait: true };
}

async function bad({ line }: Conversation, text: ByteString): Promise<Next> {
  await line.send(`3913 Bad use command: ${text}`);
  return 'hang-up';
}
