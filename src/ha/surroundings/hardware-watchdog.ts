/**
 * A hardware watchdog (Linux, /dev/watchdog): while this node leads it is open and stroked at each look, so that a machine
 * whose leader stands still resets itself. Who is being fenced strokes it no more, and closes it when all has stopped.
 */
import { type FileHandle, open } from 'node:fs/promises';
import type { Logger } from '../../core/index.ts';
import { ioctlNumber } from './native-sockets.ts';

export interface HardwareWatchdogOptions {
  readonly device: string;
  /** The machine resets so long after the last stroke; counted in seconds. */
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/** `armed`: stroke it. `silent`: neither stroke nor close. `idle`: nothing of this node may do harm. */
export type WatchdogState = 'armed' | 'silent' | 'idle';

/** _IOWR('W', 6, int) of linux/watchdog.h. */
const SET_TIMEOUT = 0xc0045706;
/** Closing it after this letter disarms it, unless the driver was told otherwise (nowayout). */
const GOODBYE = 'V';

export class HardwareWatchdog implements AsyncDisposable {
  readonly #options: HardwareWatchdogOptions;
  #file: FileHandle | undefined;
  #complained = false;
  #working: Promise<void> | undefined;

  constructor(options: HardwareWatchdogOptions) {
    this.#options = options;
  }

  /** At each look; one that is under way is not waited for. */
  keep(state: WatchdogState): void {
    if (state === 'silent') return;
    this.#working ??= (state === 'armed' ? this.#stroke() : this.#disarm()).finally(() => {
      this.#working = undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#working;
    await this.#disarm();
  }

  async #stroke(): Promise<void> {
    try {
      this.#file ??= await this.#open();
      await this.#file.write('\0');
    } catch (error) {
      if (!this.#complained) {
        const { device, logger } = this.#options;
        logger.error({ err: error, device }, 'The hardware watchdog does not watch');
      }
      this.#complained = true;
    }
  }

  async #open(): Promise<FileHandle> {
    const { device, timeoutMs, logger } = this.#options;
    const file = await open(device, 'w');
    const wanted = Math.max(1, Math.floor(timeoutMs / 1000));
    try {
      const seconds = ioctlNumber(file.fd, SET_TIMEOUT, wanted);
      logger.info({ device, seconds }, 'The hardware watchdog watches');
    } catch (error) {
      logger.warn({ err: error, device, wanted }, 'The hardware watchdog keeps a timeout of its own');
    }
    this.#complained = false;
    return file;
  }

  async #disarm(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    try {
      await file.write(GOODBYE);
    } finally {
      await file.close().catch(() => {});
    }
    this.#options.logger.info({ device: this.#options.device }, 'The hardware watchdog rests');
  }
}
