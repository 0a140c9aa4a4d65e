/** A File Daemon without sockets: a Director's conversation with it is scripted, line by line. */
import { clientDialect } from '../../../../../src/config/languages/client.ts';
import { parseText } from '../../../../../src/config/load.ts';
import { createLogger, systemClock } from '../../../../../src/core/index.ts';
import { type Conversation, converse } from '../../../../../src/daemons/file/server/conversation.ts';
import type { Daemon } from '../../../../../src/daemons/file/server/daemon.ts';
import { DirectorLink } from '../../../../../src/daemons/file/server/director-link.ts';
import { identify } from '../../../../../src/daemons/file/server/identity.ts';
import { JobRegistry } from '../../../../../src/daemons/file/server/job-registry.ts';
import { SavedDigests } from '../../../../../src/daemons/file/server/saved-digests.ts';
import { StorageCalls } from '../../../../../src/daemons/file/server/storage-calls.ts';
import type { Connection, Frame, Release } from '../../../../../src/protocol/index.ts';

export interface DaemonOptions {
  /** Directives of the Director resource, and of the FileDaemon resource. */
  readonly director?: string;
  readonly client?: string;
  readonly messages?: string;
}

export function fakeDaemon({ director = '', client = '', messages = 'all, !skipped' }: DaemonOptions = {}): Daemon {
  const file = `
    Director { Name = dir; Password = x; ${director}
    }
    FileDaemon { Name = fd; WorkingDirectory = /tmp; PidDirectory = /tmp; ${client}
    }
    Messages { Name = Standard; director = dir = ${messages} }`;
  const { config, problems } = parseText(clientDialect, file, 'bacula-fd.conf');
  if (config === undefined) throw new Error(JSON.stringify(problems));
  return {
    config,
    messages: [...config.messages.values()][0],
    clock: systemClock,
    logger: createLogger('silent'),
    identity: identify('ID=debian\nVERSION_ID="12"\n'),
    jobs: new JobRegistry(systemClock, config.client.maximumConcurrentJobs),
    storageCalls: new StorageCalls(),
    startedAt: new Date(2026, 10, 20, 9, 35),
    debugLevel: 0,
    traceLevel: 0,
    bandwidthBytesPerSec: 0,
    savedDigests: new SavedDigests(),
  };
}

export interface Called {
  /** Says lines and `signal`s, and resolves with what came back (`#-1` for signals) when the daemon waits for more. */
  say(...frames: (string | number)[]): Promise<readonly string[]>;
  hangUp(): void;
  readonly ended: Promise<void>;
}

export const JOB = 'JobId=7 Job=Nightly.2026-11-20_09.31.21_05 SDid=1 SDtime=2 Authorization=dummy\n';
export const CONSOLE = 'JobId=0 Job=-Console-.2026-11-20_09.40.21_37 SDid=0 SDtime=0 Authorization=dummy\n';

/** `begin`: who holds the conversation. */
export function callDaemon(
  daemon: Daemon,
  release: Release = '15.0',
  begin: (conversation: Conversation) => Promise<void> = converse,
): Called {
  const [director] = [...daemon.config.directors.values()];
  if (director === undefined) throw new Error('There is no Director');
  const line = new ScriptedLine();
  const link = new DirectorLink(line, daemon.clock);
  const connectedAt = new Date(2026, 10, 20, 9, 40);
  const ended = begin({ daemon, director, link, release, connectedAt, job: undefined });
  return {
    ended,
    hangUp: () => line.close(),
    say: async (...frames) => {
      const before = line.sent.length;
      line.put(frames);
      await Promise.race([line.whenIdle(), ended]);
      return line.sent.slice(before);
    },
  };
}

/** The daemon's end of a connection. */
class ScriptedLine implements Connection {
  readonly peer = 'test:9999';
  readonly encryption = 'none';
  readonly sent: string[] = [];
  #frames: Frame[] = [];
  #closed = false;
  #more = Promise.withResolvers<void>();
  #idle = Promise.withResolvers<void>();

  put(frames: readonly (string | number)[]): void {
    this.#idle = Promise.withResolvers<void>();
    for (const frame of frames) {
      if (typeof frame === 'number') this.#frames.push({ kind: 'signal', signal: frame });
      else this.#frames.push({ kind: 'data', payload: Buffer.from(frame, 'latin1') });
    }
    this.#more.resolve();
  }

  whenIdle(): Promise<void> {
    return this.#idle.promise;
  }

  close(): void {
    this.#closed = true;
    this.#more.resolve();
  }

  async send(payload: Buffer | string): Promise<void> {
    this.sent.push(typeof payload === 'string' ? payload : payload.toString('latin1'));
  }

  async sendSignal(signal: number): Promise<void> {
    this.sent.push(`#${signal}`);
  }

  async receive(): Promise<Frame | undefined> {
    await this.#wait();
    return this.#frames.shift();
  }

  async receiveAvailable(): Promise<readonly Frame[]> {
    await this.#wait();
    return this.#frames.splice(0);
  }

  async #wait(): Promise<void> {
    while (this.#frames.length === 0 && !this.#closed) {
      this.#idle.resolve();
      this.#more = Promise.withResolvers<void>();
      await this.#more.promise;
    }
  }

  hurry(): void {}

  destroy(): void {
    this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.sent.push('#-4');
    this.close();
  }
}
