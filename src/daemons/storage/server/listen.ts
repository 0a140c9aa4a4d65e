/** The daemon's ways in: Directors, File Daemons and other Storage Daemons come to the same port (page 01 §4). */

import type { ListenAddress } from '../../../config/index.ts';
import { describeError, displayText } from '../../../core/index.ts';
import {
  type Accepted,
  type Channel,
  formatStorageReply,
  type Hello,
  type Listener,
  listenForCalls,
  OUR_EXTENSION,
  OUR_VERSION,
  passwordKey,
  storageRelease,
  tlsSettings,
} from '../../../protocol/index.ts';
import { Conversation } from './director/conversation.ts';
import { DirectorLine } from './director/director-line.ts';
import { STALL_MS } from './patience.ts';
import type { ServerTools } from './tools.ts';

/** What we call ourselves to a Director of 9.6, which expects that release's formats then. */
const VERSION_9_6 = 306;
const FIRST_VERSION_OF_15 = 10_000;

export async function listen(address: ListenAddress, tools: ServerTools): Promise<Listener> {
  const { config, logger } = tools;
  const { storage } = config;
  return listenForCalls({
    ...(address.address === undefined ? {} : { host: address.address }),
    ipv6Only: address.family === 'ipv6',
    port: address.port,
    ownName: storage.name,
    kinds: ['director-to-storage', 'client-to-storage', 'storage-to-storage'],
    lookup: (hello) => channelOf(hello, tools),
    welcome: (hello) => [formatStorageReply(versionFor(hello), extensionFor(hello))],
    heartbeatSec: storage.heartbeatIntervalSec,
    stallTimeoutMs: STALL_MS,
    onCall: (accepted) => void takeCall(accepted, tools),
    onRefused: (error) => logger.warn({ error: describeError(error) }, 'A caller was turned away'),
  });
}

/** Undefined: nobody whom we know, or a Job that nobody is expected for. */
function channelOf(hello: Hello, { config, jobs, tls }: ServerTools): Channel | undefined {
  if (hello.kind === 'director-to-storage') {
    const director = config.directors.get(hello.director);
    return director && { key: passwordKey(director.password), tls: tlsSettings(director) };
  }
  if (hello.kind !== 'client-to-storage' && hello.kind !== 'storage-to-storage') return undefined;
  const job = jobs.find(hello.job);
  if (job === undefined || !job.data.open || job.facts.storageCalls) return undefined;
  return { key: job.authorization, tls };
}

const versionFor = (hello: Hello): number =>
  hello.kind === 'director-to-storage' && hello.version < FIRST_VERSION_OF_15 ? VERSION_9_6 : OUR_VERSION.storage;

const extensionFor = (hello: Hello): number | undefined =>
  hello.kind === 'director-to-storage' && hello.extension !== undefined
    ? Math.min(hello.extension, OUR_EXTENSION)
    : undefined;

async function takeCall({ connection, hello }: Accepted, tools: ServerTools): Promise<void> {
  if (hello.kind === 'client-to-storage' || hello.kind === 'storage-to-storage') {
    const peer = hello.kind === 'client-to-storage' ? 'client' : 'storage';
    const job = tools.jobs.find(hello.job);
    if (job?.data.enter({ connection, peer }) !== true) await connection[Symbol.asyncDispose]();
    return;
  }
  const director = hello.kind === 'director-to-storage' ? tools.config.directors.get(hello.director) : undefined;
  if (director === undefined) return connection[Symbol.asyncDispose]();
  const release = storageRelease(versionFor(hello));
  const line = new DirectorLine(connection, { director: director.name, release, stop: tools.stop });
  tools.logger.debug({ director: displayText(director.name), peer: connection.peer }, 'A Director calls');
  await new Conversation(line, director, tools, extensionFor(hello)).follow();
}
