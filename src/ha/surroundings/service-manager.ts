/**
 * What systemd is told of a node (sd_notify): that it is ready, what it is at the moment, that it still decides, that it stops.
 * Who decides no more does not say so: then systemd ends it (WatchdogSec=).
 */
import type { Clock } from '../../core/index.ts';
import type { NodeHealth } from '../health.ts';
import { sendToUnixSocket } from './native-sockets.ts';

export interface ServiceManagerOptions {
  /** NOTIFY_SOCKET. */
  readonly socket: string;
  /** WATCHDOG_USEC, in ms; undefined: it does not watch. */
  readonly watchdogMs: number | undefined;
  readonly clock: Clock;
  readonly send?: (socket: string, text: string) => void;
}

/** Of its environment; undefined: nobody listens. */
export function serviceManagerIn(
  environment: Readonly<Record<string, string | undefined>>,
  pid: number,
): Pick<ServiceManagerOptions, 'socket' | 'watchdogMs'> | undefined {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: usec, WATCHDOG_PID: watched } = environment;
  if (socket === undefined || !/^[@/]/.test(socket)) return undefined;
  const isWatched = usec !== undefined && /^\d{1,15}$/.test(usec) && (watched === undefined || watched === `${pid}`);
  return { socket, watchdogMs: isWatched ? Number(usec) / 1000 : undefined };
}

export class ServiceManager {
  readonly #options: ServiceManagerOptions;
  #told = '';
  #pettedMs: number | undefined;

  constructor(options: ServiceManagerOptions) {
    this.#options = options;
  }

  /** At each look. */
  tell(node: NodeHealth): void {
    const text = `READY=1\nSTATUS=${describeNode(node)}`;
    if (text !== this.#told && this.#send(text)) this.#told = text;
    const { watchdogMs, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    if (watchdogMs === undefined || !node.alive) return;
    if (this.#pettedMs !== undefined && nowMs - this.#pettedMs < watchdogMs / 3) return;
    if (this.#send('WATCHDOG=1')) this.#pettedMs = nowMs;
  }

  stopping(): void {
    this.#send('STOPPING=1\nSTATUS=Stopping');
  }

  /** A service manager that does not listen is none of a node's troubles. */
  #send(text: string): boolean {
    try {
      (this.#options.send ?? sendToUnixSocket)(this.#options.socket, text);
      return true;
    } catch {
      return false;
    }
  }
}

/** `n1: Catalog primary (epoch 12), Director waiting` */
export function describeNode({ name, catalog, director, paused, drained }: NodeHealth): string {
  const part = (what: string, one: { readonly role: string; readonly epoch?: number } | undefined): string[] =>
    one === undefined ? [] : [`${what} ${one.role}${one.epoch === undefined ? '' : ` (epoch ${one.epoch})`}`];
  const parts = [...part('Catalog', catalog), ...part('Director', director)];
  return `${name}: ${parts.join(', ')}${paused ? ', paused' : ''}${drained ? ', drained' : ''}`;
}
