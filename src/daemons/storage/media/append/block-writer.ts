/**
 * Blocks one behind the other into one Volume: gathered into large writes, several of them under way at once. What has
 * been written is reported strictly in the order of addresses, so that whoever listens always knows an unbroken piece
 * of the Volume; what follows a failed write is handed back, for the next Volume.
 */
import type { Clock } from '../../../../core/index.ts';
import type { DeviceError, VolumeFile } from '../../device/index.ts';

const GATHERED_BYTES = 1024 * 1024;
const GATHERED_BLOCKS_MAX = 512;
const FLIGHTS_MAX = 4;

export interface Writable {
  readonly data: Buffer;
}

export interface WriteFailure<B> {
  readonly error: DeviceError;
  /** What is good ends here. */
  readonly end: number;
  /** Blocks that are not on this Volume, in their order. */
  readonly unwritten: readonly B[];
}

export interface WriterEvents<B> {
  written(block: B, address: number): void;
  /** Once, when nothing is under way any more; no block is taken after it. */
  failed(failure: WriteFailure<B>): void;
}

interface Flight<B> {
  readonly address: number;
  readonly blocks: readonly B[];
  state: 'under way' | 'done' | DeviceError;
}

export class BlockWriter<B extends Writable> {
  readonly #file: VolumeFile;
  readonly #events: WriterEvents<B>;
  readonly #clock: Clock;
  #end: number;
  #gathered: B[] = [];
  #gatheredBytes = 0;
  readonly #flights: Flight<B>[] = [];
  #underWay = 0;
  #failed = false;
  #idle: (() => void)[] = [];
  #busySinceMs = 0;
  #busyMs = 0;

  constructor(file: VolumeFile, end: number, events: WriterEvents<B>, clock: Clock) {
    this.#file = file;
    this.#end = end;
    this.#events = events;
    this.#clock = clock;
  }

  /** Where the next block goes. */
  get end(): number {
    return this.#end;
  }

  /** Time during which something was being written. */
  get busyUs(): number {
    const running = this.#underWay > 0 ? this.#clock.monotonicMs() - this.#busySinceMs : 0;
    return Math.round((this.#busyMs + running) * 1000);
  }

  /** Not after a failure. */
  put(block: B): void {
    this.#gathered.push(block);
    this.#gatheredBytes += block.data.length;
    this.#end += block.data.length;
    if (this.#gatheredBytes >= GATHERED_BYTES || this.#gathered.length >= GATHERED_BLOCKS_MAX) this.#start();
  }

  /** Starts the write of what is gathered, however little. */
  flush(): void {
    if (this.#gathered.length > 0) this.#start(true);
  }

  /** Writes what is gathered; resolves when nothing is under way any more, also after a failure. */
  idle(): Promise<void> {
    this.flush();
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #start(urgent = false): void {
    if (this.#failed || (this.#underWay >= FLIGHTS_MAX && !urgent)) return;
    const flight: Flight<B> = {
      address: this.#end - this.#gatheredBytes,
      blocks: this.#gathered,
      state: 'under way',
    };
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#flights.push(flight);
    if (this.#underWay++ === 0) this.#busySinceMs = this.#clock.monotonicMs();
    void this.#fly(flight);
  }

  async #fly(flight: Flight<B>): Promise<void> {
    try {
      await this.#file.writeAt(
        flight.blocks.map((block) => block.data),
        flight.address,
      );
      flight.state = 'done';
    } catch (error) {
      flight.state = error as DeviceError;
      this.#failed = true;
    }
    this.#land();
  }

  #land(): void {
    if (--this.#underWay === 0) this.#busyMs += this.#clock.monotonicMs() - this.#busySinceMs;
    this.#report();
    if (this.#failed) {
      if (this.#underWay === 0) this.#giveBack();
    } else if (this.#gatheredBytes >= GATHERED_BYTES) this.#start();
    if (this.#underWay === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** What is written without a gap before it. */
  #report(): void {
    for (let flight = this.#flights[0]; flight?.state === 'done'; flight = this.#flights[0]) {
      this.#flights.shift();
      this.#tell(flight.blocks, flight.address);
    }
  }

  #tell(blocks: readonly B[], address: number): number {
    let at = address;
    for (const block of blocks) {
      this.#events.written(block, at);
      at += block.data.length;
    }
    return at;
  }

  #giveBack(): void {
    const [first, ...later] = this.#flights.splice(0);
    const error = first?.state;
    if (first === undefined || typeof error !== 'object') return;
    const whole = wholeBlocks(first.blocks, error.writtenBytes);
    const end = this.#tell(first.blocks.slice(0, whole), first.address);
    const unwritten = [...first.blocks.slice(whole), ...later.flatMap(({ blocks }) => blocks), ...this.#gathered];
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#end = end;
    this.#events.failed({ error, end, unwritten });
  }
}

/** How many of the blocks lie within the first bytes. */
function wholeBlocks(blocks: readonly Writable[], bytes: number): number {
  let count = 0;
  let end = 0;
  for (const block of blocks) {
    end += block.data.length;
    if (end > bytes) break;
    count++;
  }
  return count;
}
