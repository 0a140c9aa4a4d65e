/**
 * An address that goes with an office: this machine has it while it leads. It is given to the kernel for a lease's length at a
 * time, so that it goes by itself where this process cannot take it away; and taken away at once where it can. One thing
 * at a time, each bounded; nothing here throws.
 */
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type Clock, type Logger, programFault, runProgram, toByteString } from '../../core/index.ts';
import { announcement } from './announcement.ts';
import { deviceIndex, sendFrame } from './native-sockets.ts';

export interface VirtualAddressOptions {
  /** `10.0.0.9/24` */
  readonly address: string;
  /** `eth0` */
  readonly device: string;
  /** The kernel keeps it so long without another word. */
  readonly lifetimeMs: number;
  readonly refreshMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

const PROGRAM_MS = 1_000;
const AGAIN_MS = 5_000;
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
/** Announcements may be lost, and a switch may be slow. */
const ANNOUNCE_AT_MS = [0, 200, 1_000, 3_000];
/** What `ip` says where there is nothing to take away. */
const NOT_THERE = /Cannot assign requested address|Address not found|Cannot find device/;

export class VirtualAddress {
  readonly #options: VirtualAddressOptions;
  #turn: Promise<void> = Promise.resolve();
  #wanted = false;
  /** On the monotonic clock: when the kernel was last told. */
  #toldMs: number | undefined;
  #isRefreshing = false;
  /** It may be here: an earlier process may have left it. */
  #mayBeHere = true;
  /** On the monotonic clock: when it could not be taken away. */
  #stuckMs: number | undefined;
  #announcing = new AbortController();

  constructor(options: VirtualAddressOptions) {
    this.#options = options;
  }

  /** This node leads at this moment: to be said at each look. */
  hold(): void {
    const { clock, refreshMs } = this.#options;
    const isDue = this.#toldMs === undefined || clock.monotonicMs() - this.#toldMs >= refreshMs;
    this.#wanted = true;
    if (!isDue || this.#isRefreshing) return;
    this.#isRefreshing = true;
    void this.#then(() => this.#refresh()).finally(() => {
      this.#isRefreshing = false;
    });
  }

  /** Resolves when it is gone from here, or could not be taken away in time; then it goes by itself. */
  drop(): Promise<void> {
    this.#wanted = false;
    this.#announcing.abort();
    const { clock } = this.#options;
    const isTried = this.#stuckMs !== undefined && clock.monotonicMs() - this.#stuckMs < AGAIN_MS;
    return this.#mayBeHere && !isTried ? this.#then(() => this.#remove()) : this.#turn;
  }

  async #refresh(): Promise<void> {
    const { address, device, lifetimeMs, clock, logger } = this.#options;
    if (!this.#wanted) return;
    const isNew = this.#toldMs === undefined;
    const seconds = String(Math.max(1, Math.floor(lifetimeMs / 1000)));
    const lifetime = ['valid_lft', seconds, 'preferred_lft', isIPv6(hostOf(address)) ? '0' : seconds];
    this.#mayBeHere = true;
    this.#stuckMs = undefined;
    const nodad = isIPv6(hostOf(address)) ? ['nodad'] : [];
    const fault = await ip('address', 'replace', address, 'dev', device, ...lifetime, ...nodad);
    if (fault !== undefined) {
      if (isNew) logger.error({ address, device, fault }, 'The virtual address could not be taken');
      this.#toldMs = undefined;
      return;
    }
    this.#toldMs = clock.monotonicMs();
    if (!isNew) return;
    logger.info({ address, device }, 'The virtual address is here');
    this.#announcing = new AbortController();
    void this.#announce(this.#announcing.signal);
  }

  async #remove(): Promise<void> {
    const { address, device, logger, clock } = this.#options;
    const was = this.#toldMs !== undefined;
    if (!this.#mayBeHere || this.#wanted) return;
    this.#toldMs = undefined;
    const fault = await ip('address', 'del', address, 'dev', device);
    this.#mayBeHere = fault !== undefined && !NOT_THERE.test(fault);
    this.#stuckMs = this.#mayBeHere ? clock.monotonicMs() : undefined;
    if (this.#mayBeHere) logger.error({ address, device, fault }, 'The virtual address could not be taken away');
    else if (was) logger.info({ address, device }, 'The virtual address is gone from here');
  }

  async #announce(signal: AbortSignal): Promise<void> {
    const { address, device, clock, logger } = this.#options;
    const startMs = clock.monotonicMs();
    let failure: unknown;
    let announced = 0;
    for (const atMs of ANNOUNCE_AT_MS) {
      await clock.sleep(Math.max(0, startMs + atMs - clock.monotonicMs()), signal).catch(() => {});
      if (signal.aborted) return;
      try {
        announceOnce(device, address);
        announced += 1;
      } catch (error) {
        failure = error;
      }
    }
    if (announced === 0) logger.warn({ err: failure, address, device }, 'The virtual address was not announced');
  }

  #then(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work).catch(() => {});
    return this.#turn;
  }
}

function announceOnce(device: string, address: string): void {
  const mac = networkInterfaces()[device]?.[0]?.mac;
  if (mac === undefined) throw new Error(`${device} has no address at this moment`);
  sendFrame(deviceIndex(device), announcement(Buffer.from(mac.replaceAll(':', ''), 'hex'), hostOf(address)));
}

const hostOf = (address: string): string => address.split('/')[0] ?? '';

/** Undefined: it was done. */
async function ip(...words: readonly string[]): Promise<string | undefined> {
  const said: string[] = [];
  const result = await runProgram(['ip', ...words].map(toByteString), {
    ...{ timeoutMs: PROGRAM_MS, killAfterMs: 0, environment: ENVIRONMENT, linesMax: 10 },
    onLine: (line) => void said.push(line),
  });
  const fault = programFault(result);
  return fault === undefined ? undefined : `${fault}${said.length === 0 ? '' : `: ${said.join('; ')}`}`;
}
