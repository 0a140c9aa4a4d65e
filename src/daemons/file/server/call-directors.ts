/**
 * Directors that cannot call this Client are called by it (Connect To Director, specification 01 §4.6): one connection
 * waits at each of them, and as soon as it is wanted the next one is opened.
 */
import type { Socket } from 'node:net';
import type { ClientDirectorResource } from '../../../config/index.ts';
import { describeError, displayText } from '../../../core/index.ts';
import { PeerTimeoutError, tlsSettings, waitForDirector } from '../../../protocol/index.ts';
import { duplicateDescriptor } from '../native/index.ts';
import type { Daemon } from './daemon.ts';

const RETRY_MS = 5_000;
const CONNECT_MS = 30_000;

/** Keeps calling until the signal; `greet` takes each socket on which a Director is about to say Hello. */
export function callDirectors(daemon: Daemon, greet: (socket: Socket) => void, signal: AbortSignal): void {
  for (const director of daemon.config.directors.values()) {
    if (!director.connectToDirector) continue;
    if (director.address === undefined) {
      daemon.logger.warn({ director: displayText(director.name) }, 'Connect To Director needs an Address');
      continue;
    }
    void keepCalling(daemon, director, director.address, greet, signal);
  }
}

async function keepCalling(
  daemon: Daemon,
  director: ClientDirectorResource,
  host: string,
  greet: (socket: Socket) => void,
  signal: AbortSignal,
): Promise<void> {
  const { clock, config, logger } = daemon;
  const facts = { director: displayText(director.name), address: displayText(host), port: director.dirPort };
  let complained = false;
  while (!signal.aborted) {
    try {
      const socket = await waitForDirector({
        host,
        port: director.dirPort,
        clientName: config.client.name,
        password: director.password,
        tls: tlsSettings(director),
        connectTimeoutMs: CONNECT_MS,
        patienceMs: director.reconnectionTimeSec * 1000,
        heartbeatSec: config.client.heartbeatIntervalSec,
        duplicate: duplicateDescriptor,
        onWaiting: () => {
          if (complained) logger.info(facts, 'The Director can be reached again');
          complained = false;
        },
        signal,
      });
      greet(socket);
    } catch (error) {
      // Not wanted for Reconnection Time: a fresh connection shows that both are still there.
      if (signal.aborted || error instanceof PeerTimeoutError) continue;
      if (!complained)
        logger.warn({ ...facts, error: describeError(error) }, 'The Director cannot be called; trying on');
      complained = true;
      await clock.sleep(RETRY_MS, signal).catch(() => {});
    }
  }
}
