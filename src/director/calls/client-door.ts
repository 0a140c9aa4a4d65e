/**
 * The port on which Clients call: open as soon as one Client of the configuration may (Allow FD Connections). Whoever
 * calls proves the password of the Client whose name it says; consoles are not served here.
 */
import type { ClientResource, DirectorConfig, ListenAddress } from '../../config/index.ts';
import { type Clock, describeError, type Logger } from '../../core/index.ts';
import {
  type Accepted,
  type Channel,
  formatDirectorReply,
  type Hello,
  holdClient,
  type ListenOptions,
  listenForCalls,
  OUR_VERSION,
  passwordKey,
  tlsSettings,
} from '../../protocol/index.ts';
import { ClientCalls } from './client-calls.ts';

export interface ClientDoorOptions {
  /** False: it stays closed, whatever the configuration allows. */
  readonly opens: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  /** As consoles show it. */
  readonly release: string;
}

/** Idle connections are looked after by TCP; middle boxes forget them after minutes. */
const KEEP_ALIVE_SEC = 60;

export class ClientDoor implements AsyncDisposable {
  /** Who has come in, and waits. */
  readonly calls: ClientCalls;
  readonly #options: ClientDoorOptions;
  readonly #listeners = new AsyncDisposableStack();
  #config: DirectorConfig | undefined;
  #ports: readonly number[] = [];

  constructor(options: ClientDoorOptions) {
    this.#options = options;
    this.calls = new ClientCalls(options.logger);
  }

  /** Where it listens; of a port 0 the one that was found. */
  get ports(): readonly number[] {
    return this.#ports;
  }

  /** Whoever may call from now on. An open port stays open. @throws ListenError */
  async follow(config: DirectorConfig): Promise<void> {
    this.#config = config;
    this.calls.follow(config.clients);
    if (!this.#options.opens || this.#ports.length > 0 || ![...config.clients.values()].some(mayCall)) return;
    const ports: number[] = [];
    for (const address of config.director.addresses) {
      ports.push(this.#listeners.use(await listenForCalls(this.#listening(config, address))).port);
    }
    this.#ports = ports;
    this.#options.logger.info({ ports }, 'Clients may call');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listeners.disposeAsync();
    await this.calls[Symbol.asyncDispose]();
  }

  #listening({ director }: DirectorConfig, { address, family, port }: ListenAddress): ListenOptions {
    const { clock, logger, release } = this.#options;
    const host = address ?? { any: undefined, ipv4: '0.0.0.0', ipv6: '::' }[family];
    const welcome = [formatDirectorReply(OUR_VERSION.director, director.name, release), 'OK\n'];
    return {
      ...(host !== undefined && { host }),
      ipv6Only: family === 'ipv6',
      port,
      ownName: director.name,
      kinds: ['client-to-director'],
      severable: true,
      lookup: (hello) => channelOf(this.#callerOf(hello)),
      welcome: () => welcome,
      heartbeatSec: KEEP_ALIVE_SEC,
      clock,
      onCall: (accepted) => this.#arrived(accepted),
      onRefused: (error) => logger.warn({}, describeError(error)),
    };
  }

  #callerOf(hello: Hello): ClientResource | undefined {
    const client = hello.kind === 'client-to-director' ? this.#config?.clients.get(hello.client) : undefined;
    return client !== undefined && mayCall(client) ? client : undefined;
  }

  /** A reload may have come between its proof and this. */
  #arrived(accepted: Accepted): void {
    const client = this.#callerOf(accepted.hello);
    if (client === undefined) accepted.connection.destroy();
    else this.calls.arrive(client.name, holdClient(accepted));
  }
}

const mayCall = ({ allowFdConnections }: ClientResource): boolean => allowFdConnections;

const channelOf = (client: ClientResource | undefined): Channel | undefined =>
  client && { key: passwordKey(client.password), tls: tlsSettings(client) };
