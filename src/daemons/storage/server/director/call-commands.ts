/** The Director has this daemon call somebody: a Client (page 03 §10.6), or another Storage Daemon (§10.2). */
import { type ByteString, describeError, Secret, toByteString } from '../../../../core/index.ts';
import {
  type BulkConnection,
  callClient,
  dialStorageForJob,
  formatStorageReply,
  OUR_VERSION,
  storageCommand,
  storageReply,
} from '../../../../protocol/index.ts';
import type { ServedJob } from '../job/served-job.ts';
import { keepAlive } from '../keep-alive.ts';
import { STALL_MS } from '../patience.ts';
import type { Conversation, Next } from './conversation.ts';

const RETRY_MS = 10_000;
const CONNECT_MS = 30_000;

export async function callClientCommand(conversation: Conversation, text: ByteString): Promise<Next> {
  const { job, tools } = conversation;
  const fields = storageCommand.client.parse(text);
  if (job === undefined || fields === undefined || !job.data.open) return conversation.reply('3902 Bad client cmd\n');
  const { address: host, port } = fields;
  const { storage } = tools.config;
  const called = await calling(conversation, job, () =>
    callClient({
      host,
      port,
      job: job.job,
      ownName: storage.name,
      kinds: ['client-to-storage'],
      lookup: (hello) =>
        hello.kind === 'client-to-storage' && hello.job === job.job
          ? { key: job.authorization, tls: tools.tls }
          : undefined,
      welcome: () => [formatStorageReply(OUR_VERSION.storage)],
      heartbeatSec: storage.heartbeatIntervalSec,
      stallTimeoutMs: STALL_MS,
      connectTimeoutMs: CONNECT_MS,
      handshakeTimeoutMs: storage.clientConnectWaitSec * 1000,
      signal: job.signal,
    }),
  );
  if (called === undefined) return conversation.reply('3902 Bad client cmd\n');
  called.accepted.then(
    ({ connection }) => arrive(job, connection, 'client', `Connected to Client at ${host}:${port}`),
    (error) => job.data.shut(error),
  );
  return conversation.reply(storageReply.clientCalled.format({}));
}

export async function callStorageCommand(conversation: Conversation, text: ByteString): Promise<Next> {
  const { job, tools } = conversation;
  const fields = storageCommand.storage.parse(text);
  const bad = `2902 Bad storage command\n`;
  if (job === undefined || fields === undefined || !job.data.open) return conversation.reply(bad);
  const { address: host, port, authorization } = fields;
  const { storage } = tools.config;
  const dialled = await calling(conversation, job, () =>
    dialStorageForJob({
      host,
      port,
      job: fields.job,
      authorization: new Secret(authorization),
      asStorage: true,
      ownName: storage.name,
      tls: tools.tls,
      connectTimeoutMs: CONNECT_MS,
      stallTimeoutMs: STALL_MS,
      heartbeatSec: storage.heartbeatIntervalSec,
      signal: job.signal,
    }),
  );
  if (dialled === undefined) return conversation.reply(bad);
  arrive(job, dialled.connection, 'storage', `Connected to Storage at ${host}:${port}`);
  return conversation.reply(storageReply.storageCalled.format({}));
}

/** Calls until somebody answers or the time is over; undefined: nobody did, and the Job's log says why. */
async function calling<T>({ tools }: Conversation, job: ServedJob, call: () => Promise<T>): Promise<T | undefined> {
  const { clock, config } = tools;
  const untilMs = clock.monotonicMs() + config.storage.clientConnectTimeoutSec * 1000;
  const attempt = async (): Promise<T | undefined> => {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        const over = job.canceled || clock.monotonicMs() + RETRY_MS > untilMs || !mayPass(error);
        if (over) job.say('fatal', `${toByteString(describeError(error))}\n`);
        if (over) return undefined;
        await clock.sleep(RETRY_MS, job.signal).catch(() => undefined);
      }
    }
  };
  return keepAlive(attempt(), config.storage.heartbeatIntervalSec, () => job.outlet.heartbeat());
}

/** Nobody listens there yet; anything else would be the same next time. */
const mayPass = (error: unknown): boolean =>
  /^WIRE_(CONNECT|HOST_UNREACHABLE)/.test((error as { code?: string }).code ?? '');

function arrive(job: ServedJob, connection: BulkConnection, peer: 'client' | 'storage', said: ByteString): void {
  const how = connection.encryption === 'none' ? 'without encryption' : 'with TLS';
  job.say('info', `${said} ${how}\n`);
  if (!job.data.enter({ connection, peer })) connection.destroy();
}
