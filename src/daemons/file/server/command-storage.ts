/** `storage …`: where the Job's files go to or come from; the thread of the Job calls there (specification 02 §6). */
import { type ByteString, describeError, toByteString } from '../../../core/index.ts';
import { clientCommand, tlsSettings } from '../../../protocol/index.ts';
import type { StoragePlace } from '../job/thread-calls.ts';
import type { ClientJob } from './client-job.ts';
import type { Conversation, Next } from './conversation.ts';
import { descriptorOfCall } from './storage-descriptor.ts';

interface Asked {
  readonly address: ByteString;
  readonly port: number;
  readonly authorization: string | undefined;
}

export async function storage(conversation: Conversation, text: ByteString): Promise<Next> {
  const { job, link } = conversation;
  const asked = job === undefined ? undefined : parse(text, job);
  if (job === undefined || asked?.authorization === undefined) {
    job?.say('fatal', `Bad storage command: ${text.trimEnd()}\n`);
    await link.say('2902 Bad storage\n');
    return 'end';
  }
  try {
    const place = await placeOf(conversation, job, asked, asked.authorization);
    if (job.fileSet === undefined) job.prepare('restore');
    const { encrypted } = await job.thread.call('connect', place);
    job.connected = true;
    job.storageEncrypted = encrypted;
    const how = encrypted ? 'with TLS' : 'without encryption';
    const whither =
      asked.port === 0 ? 'to the Storage that has called' : `to Storage at ${asked.address}:${asked.port}`;
    job.say('info', `Connected ${whither} ${how}\n`);
  } catch (error) {
    if (job.stopped === undefined) job.say('fatal', `${toByteString(describeError(error))}\n`);
    await link.say('2902 Bad storage\n');
    return 'end';
  }
  await link.say('2000 OK storage\n');
  return 'go-on';
}

/** A key of its own puts the Job into the way of several Storages. */
function parse(text: ByteString, job: ClientJob): Asked | undefined {
  const withKey = clientCommand.restoreStorage.parse(text);
  const { address, port, authorization } = {
    authorization: undefined,
    ...(withKey ?? clientCommand.storage.parse(text) ?? { address: '', port: 0 }),
  };
  if (address === '') return undefined;
  if (authorization !== undefined && authorization !== '') job.severalStorages = true;
  return { address, port, authorization: authorization || job.identity.authorization };
}

async function placeOf(
  conversation: Conversation,
  job: ClientJob,
  { address, port }: Asked,
  authorization: string,
): Promise<StoragePlace> {
  const { client } = conversation.daemon.config;
  const patienceMs = client.sdConnectTimeoutSec * 1000;
  const { fdSourceAddress } = client;
  const place = {
    host: address,
    port,
    ...(fdSourceAddress !== undefined && { localAddress: fdSourceAddress }),
    authorization,
    tls: tlsSettings(client),
    patienceMs,
  };
  if (port !== 0) return place;
  return { ...place, descriptor: await descriptorOfCall(conversation, job, patienceMs) };
}

/** How fast the way to the Storage is, both ways. */
export async function testNetwork({ job, link }: Conversation, text: ByteString): Promise<Next> {
  const bytes = Number(/bytes=(\d{1,15})/.exec(text)?.[1] ?? Number.NaN);
  if (job === undefined || !job.connected || Number.isNaN(bytes)) {
    await link.say('2999 testnetwork command error\n');
    return 'end';
  }
  try {
    for (const line of await job.thread.call('testNetwork', bytes)) await link.say(line);
    return 'go-on';
  } catch (error) {
    await link.say(`2999 network test failed ERR=${toByteString(describeError(error))}\n`);
    return 'end';
  }
}
