/**
 * A connection to another machine over SSH; with keys.ts and remote-files.ts the only file that knows ssh2. The host's key is compared before
 * anything of ours is shown. Whatever waits is bounded, and a connection that is silently cut is found out.
 */
import { connect, isIPv6, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, { type Client, type ClientChannel, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import { withDeadline } from '../../../core/index.ts';
import { hostKeyTypes, readKey, readKnownHosts } from './keys.ts';
import { fingerprint, type HostVerdict } from './known-hosts.ts';
import { SshHostKeyError, SshLoginError, SshLostError, SshUnreachableError } from './ssh-errors.ts';

export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly keyFile: string | undefined;
  /** Socket of an agent whose keys are offered. */
  readonly agentSocket: string | undefined;
  readonly knownHostsFile: string;
  /** Until a connection stands, login included. */
  readonly connectMs: number;
  /** A command, or a request for a file, may take so long. */
  readonly answerMs: number;
}

export interface Execution {
  readonly status: number | undefined;
  /** The last of what it printed, both streams. */
  readonly output: string;
}

const KEEPALIVE_MS = 5_000;
const KEEPALIVES_UNANSWERED_MAX = 3;
const OUTPUT_MAX = 4_000;
const GOODBYE_MS = 1_000;

export class SshConnection implements AsyncDisposable {
  readonly where: string;
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #target: SshTarget;
  #lost: Error | undefined;

  constructor(client: Client, socket: Socket, target: SshTarget) {
    this.#client = client;
    this.#socket = socket;
    this.#target = target;
    this.where = whereOf(target);
    client.on('error', (error: Error) => {
      this.#lost ??= error;
    });
    client.on('close', () => {
      this.#lost ??= new Error('it was closed');
    });
  }

  /** The far program's standard streams; its errors go to `complain`. The command is the operator's own, as it stands. */
  open(command: string, complain: (text: string) => void): Promise<Duplex> {
    return this.#channel(command, (channel) => {
      channel.stderr.setEncoding('latin1').on('data', complain);
      return channel;
    });
  }

  /** Runs to its end, its input empty. */
  async run(command: string): Promise<Execution> {
    const { ended } = await this.#channel(command, (channel) => ({ ended: endOf(channel) }));
    const execution = await this.#bounded(ended, `"${command}" did not end`);
    if (execution.status === undefined && (this.#lost !== undefined || this.#socket.destroyed)) {
      throw new SshLostError(this.where, this.#lost?.message ?? 'it was closed');
    }
    return execution;
  }

  async sftp(): Promise<SFTPWrapper> {
    return this.#bounded(
      new Promise<SFTPWrapper>((resolve, reject) => {
        this.#client.sftp((error, sftp) => (error ? reject(this.#lostBy(error)) : resolve(sftp)));
      }),
      'it opened no SFTP',
    );
  }

  /** Says goodbye where that can still be heard. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.end();
    this.#socket.destroySoon();
    setTimeout(() => this.#socket.destroy(), GOODBYE_MS).unref();
  }

  /** `take` gets the channel at once: a short command may be over a moment later, and its events are not repeated. */
  #channel<T>(command: string, take: (channel: ClientChannel) => T): Promise<T> {
    const started = new Promise<T>((resolve, reject) => {
      const fail = (error: unknown): void => reject(this.#lostBy(error as Error));
      try {
        this.#client.exec(command, (error, channel) => (error ? fail(error) : resolve(take(channel))));
      } catch (error) {
        fail(error); // the connection is gone
      }
    });
    return this.#bounded(started, 'it started no command');
  }

  #bounded<T>(work: Promise<T>, what: string): Promise<T> {
    const { answerMs } = this.#target;
    const lost = (): SshLostError =>
      new SshLostError(this.where, `${what} within ${Math.round(answerMs / 1000)} seconds`);
    return withDeadline(work, answerMs, lost);
  }

  #lostBy = (error: Error): SshLostError => new SshLostError(this.where, this.#lost?.message ?? error.message);
}

/** How it ends, and the last of what it prints. */
function endOf(channel: ClientChannel): Promise<Execution> {
  let output = '';
  let status: number | undefined;
  const keep = (text: string): void => {
    output = (output + text).slice(-OUTPUT_MAX);
  };
  channel.setEncoding('latin1').on('data', keep);
  channel.stderr.setEncoding('latin1').on('data', keep);
  channel.on('exit', (code: number | null) => {
    status = code ?? undefined;
  });
  channel.on('error', () => {});
  channel.end();
  return new Promise((resolve) => channel.once('close', () => resolve({ status, output })));
}

/** @throws one of ssh-errors.ts */
export async function connectSsh(target: SshTarget): Promise<SshConnection> {
  const where = whereOf(target);
  const hosts = await readKnownHosts(target.knownHostsFile);
  const privateKey = target.keyFile === undefined ? undefined : await readKey(target.keyFile);
  const seen: { verdict: HostVerdict; key: Buffer } = { verdict: 'known', key: Buffer.alloc(0) };
  // Our own, so that it can be destroyed: the library leaves one alone that it has begun to close.
  const socket = connect({ host: target.host, port: target.port });
  const config: ConnectConfig = {
    sock: socket,
    username: target.user,
    ...(privateKey !== undefined && { privateKey }),
    ...(target.agentSocket !== undefined && { agent: target.agentSocket }),
    readyTimeout: target.connectMs,
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: KEEPALIVES_UNANSWERED_MAX,
    hostVerifier: (key: Buffer) => {
      seen.key = key;
      seen.verdict = hosts.verdict(target.host, target.port, key);
      return seen.verdict === 'known';
    },
    ...hostKeyTypes(hosts.typesOf(target.host, target.port)),
  };
  const client = new ssh2.Client();
  const ready = new Promise<void>((resolve, reject) => {
    client.once('ready', resolve);
    client.on('error', reject);
    client.once('close', () => reject(new Error('it closed the connection')));
    client.connect(config);
  });
  ready.catch(() => {});
  try {
    await withDeadline(ready, target.connectMs + KEEPALIVE_MS, () => new Error('it took too long'));
    return new SshConnection(client, socket, target);
  } catch (error) {
    client.on('error', () => {});
    socket.destroy();
    if (seen.verdict !== 'known') {
      throw new SshHostKeyError(where, seen.verdict, { key: fingerprint(seen.key), file: target.knownHostsFile });
    }
    if ((error as { level?: unknown }).level === 'client-authentication') throw new SshLoginError(target.user, where);
    throw new SshUnreachableError(where, error);
  }
}

const whereOf = ({ host, port }: SshTarget): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`;
