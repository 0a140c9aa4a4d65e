/** A File Daemon: it listens on all its addresses, and holds a conversation with each Director that calls. */
import type { Socket } from 'node:net';
import type { ClientConfig, ClientDirectorResource, ListenAddress } from '../../../config/index.ts';
import { type Clock, describeError, displayText, type Logger, Secret } from '../../../core/index.ts';
import {
  type Accepted,
  type AcceptOptions,
  acceptCall,
  type Channel,
  formatClientReply,
  type Hello,
  type Listener,
  type ListenOptions,
  listenForCalls,
  OUR_VERSION,
  passwordKey,
  type Release,
  TLS_OFF,
  tlsSettings,
} from '../../../protocol/index.ts';
import { callDirectors } from './call-directors.ts';
import type { Daemon } from './daemon.ts';
import { DirectorLink } from './director-link.ts';
import { identify } from './identity.ts';
import { JobRegistry } from './job-registry.ts';
import { OpenConversations } from './open-conversations.ts';
import { SavedDigests } from './saved-digests.ts';
import { StorageCalls } from './storage-calls.ts';
import { unservedDirectives } from './unserved.ts';

export interface FileDaemonTools {
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface FileDaemon extends AsyncDisposable {
  /** Where it listens, in the order of its file; of a port 0 the one that was found. */
  readonly ports: readonly number[];
}

/** Disposing closes its ports, cancels its Jobs and waits (bounded) for their end. @throws ListenError */
export async function startFileDaemon(config: ClientConfig, tools: FileDaemonTools): Promise<FileDaemon> {
  const { clock, logger } = tools;
  const daemon: Daemon = {
    config,
    // Genuine daemons take the first one of their file where none is named.
    messages: config.client.messages ?? [...config.messages.values()][0],
    clock,
    logger,
    identity: identify(),
    jobs: new JobRegistry(clock, config.client.maximumConcurrentJobs),
    storageCalls: new StorageCalls(),
    startedAt: clock.now(),
    debugLevel: 0,
    traceLevel: 0,
    bandwidthBytesPerSec: 0,
    savedDigests: new SavedDigests(),
  };
  for (const sentence of unservedDirectives(config)) logger.warn({}, sentence);
  const conversations = new OpenConversations();
  const converseWith = (accepted: Accepted): void => take(daemon, conversations, accepted);
  await using stack = new AsyncDisposableStack();
  const listeners: Listener[] = [];
  for (const address of config.client.addresses) {
    listeners.push(stack.use(await listenForCalls(listenOptions(daemon, address, converseWith))));
  }
  stack.defer(() => conversations.endAll(clock));
  const calling = new AbortController();
  stack.defer(() => calling.abort());
  callDirectors(daemon, (socket) => void greet(daemon, socket, converseWith, calling.signal), calling.signal);
  const kept = stack.move();
  return { ports: listeners.map(({ port }) => port), [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function listenOptions(daemon: Daemon, address: ListenAddress, onCall: (accepted: Accepted) => void): ListenOptions {
  const any = { any: undefined, ipv4: '0.0.0.0', ipv6: '::' }[address.family];
  const host = address.address ?? any;
  return {
    ...acceptOptions(daemon),
    port: address.port,
    ...(host !== undefined && { host }),
    ipv6Only: address.family === 'ipv6',
    onCall,
    onRefused: (error) => daemon.logger.warn({}, describeError(error)),
  };
}

const acceptOptions = (daemon: Daemon): Omit<AcceptOptions, 'signal'> => ({
  ownName: daemon.config.client.name,
  kinds: ['director-to-client', 'storage-to-client', 'ping'],
  lookup: (hello) => channelFor(daemon, hello),
  welcome: (hello) => (hello.kind === 'director-to-client' ? [formatClientReply(OUR_VERSION.client)] : []),
  heartbeatSec: daemon.config.client.heartbeatIntervalSec,
  clock: daemon.clock,
});

/** A Director that we have called says Hello as if it had called. */
async function greet(
  daemon: Daemon,
  socket: Socket,
  onCall: (accepted: Accepted) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const accepted = await acceptCall(socket, { ...acceptOptions(daemon), signal });
    if (accepted !== undefined) onCall(accepted);
  } catch (error) {
    if (!signal.aborted) daemon.logger.warn({}, describeError(error));
  }
}

/** A Storage is welcome for a Job that runs here; who it is, it proves afterwards. */
function channelFor({ config, jobs }: Daemon, hello: Hello): Channel | undefined {
  if (hello.kind === 'storage-to-client') return jobs.find(hello.job) && { key: NO_KEY, tls: TLS_OFF };
  const director = directorOf(config, hello);
  return director && { key: passwordKey(director.password), tls: tlsSettings(director) };
}

const directorOf = ({ directors }: ClientConfig, hello: Hello): ClientDirectorResource | undefined =>
  hello.kind === 'director-to-client' ? directors.get(hello.director) : undefined;

function take(daemon: Daemon, conversations: OpenConversations, { connection, hello }: Accepted): void {
  if (hello.kind === 'storage-to-client') {
    daemon.storageCalls.arrive(hello.job, connection);
    return;
  }
  const director = directorOf(daemon.config, hello);
  if (director === undefined) return;
  const link = new DirectorLink(connection, daemon.clock);
  daemon.logger.debug({ director: displayText(director.name), peer: link.peer }, 'A Director has called');
  const release: Release = 'version' in hello && hello.version >= FIRST_VERSION_OF_NEW_NUMBERS ? '15.0' : '9.6';
  void conversations.begin({ daemon, director, link, release, connectedAt: daemon.clock.now(), job: undefined });
}

const NO_KEY = new Secret('');

/** Directors say 103 in 9.6.7 and 10002 in 15.0.3: the numbers of message types changed between them. */
const FIRST_VERSION_OF_NEW_NUMBERS = 10_000;
