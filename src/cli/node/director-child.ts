/**
 * The Director of a node, as the parent process sees it: a process of its own, which is loaded before it is needed, leads when
 * it is told to, and dies with its parent. It counts as alive while it gives signs of life. What it does is not known here.
 */
import type { Clock, Logger } from '../../core/index.ts';
import type { CatalogPlace, DirectorOffice } from '../../ha/index.ts';
import { DirectorProcess, type DirectorProgram } from './director-process.ts';
import { DirectorProcessError } from './errors.ts';

export interface DirectorChildOptions {
  readonly program: DirectorProgram;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the writable Catalog is, as far as is known. */
  readonly catalog: () => CatalogPlace | undefined;
  /** The ways in are to be free for it; the other one: it needs them no more. */
  readonly makeWay: () => Promise<void>;
  readonly closeRanks: () => void;
  /** It has begun to serve, or is gone. */
  readonly changed: () => void;
}

/** So long it is asked to leave its Jobs in order before it is killed. */
const LEAVE_MS = 8_000;
/** To be loaded on a machine that is busy with something else. */
const LOAD_MS = 30_000;
/** The Catalog may be on its way to another place, or back: where nobody holds it nobody else could lead either. */
const PLACE_MS = 30_000;
const LOOK_MS = 20;
/** Who ends so soon, so many times in a row, does not serve here. */
const STEADY_MS = 5_000;
const FALLS_MAX = 3;
/** So long after a cue the next one is loaded. */
const SPARE_MS = 3_000;
/** After a start that failed, others may try first: so long, twice as long the next time … */
const REST_MS = 5_000;
const REST_MS_MAX = 60_000;

export class DirectorChild implements DirectorOffice, AsyncDisposable {
  readonly #options: DirectorChildOptions;
  /** It was told to lead. */
  #leading: DirectorProcess | undefined;
  /** ... and does, in this epoch. */
  #epoch: bigint | undefined;
  /** Loaded, and waiting for its cue. */
  #spare: DirectorProcess | undefined;
  #buried: Promise<unknown> = Promise.resolve();
  readonly #ending = new AbortController();
  #failures = 0;
  #servesSinceMs: number | undefined;
  #restUntilMs = 0;
  #place: CatalogPlace | undefined;

  constructor(options: DirectorChildOptions) {
    this.#options = options;
    this.#prepare();
  }

  /** One that was told to lead has not ended, and was heard not long ago. */
  get alive(): boolean {
    return this.#leading !== undefined && !this.#leading.silent;
  }

  /** False for a while after a start that failed. */
  get rested(): boolean {
    return this.#options.clock.monotonicMs() >= this.#restUntilMs;
  }

  async start(epoch: bigint, signal: AbortSignal): Promise<void> {
    // The office was taken up again as it was, on another lease: whoever runs its Jobs goes on.
    if (epoch === this.#epoch && this.alive) return;
    if (this.#failures >= FALLS_MAX && !this.rested) throw new DirectorProcessError(`it fell ${this.#failures} times`);
    try {
      await this.#lead(epoch, signal);
      // On a busy machine its first word and its end are heard in one breath.
      if (this.#leading === undefined) this.#fall();
      else this.#servesSinceMs = this.#options.clock.monotonicMs();
      this.#options.changed();
    } catch (error) {
      if (!signal.aborted) this.#fall();
      await this.#kill();
      throw error;
    } finally {
      void this.#prepareLater();
    }
  }

  async stop(how: 'clean' | 'immediate', signal: AbortSignal): Promise<void> {
    if (how === 'clean' && this.#leading !== undefined) {
      this.#leading.tell({ kind: 'stop' });
      await this.#leading.left(LEAVE_MS, signal);
    }
    await this.#kill();
  }

  /** The Catalog may be elsewhere: it hears of that at once. */
  look(): void {
    const place = this.#options.catalog();
    if (this.#leading === undefined || place === undefined || samePlace(place, this.#place)) return;
    this.#place = place;
    this.#leading.tell({ kind: 'catalog', catalog: place });
  }

  reload(): void {
    this.#leading?.tell({ kind: 'reload' });
  }

  /** Nothing of it runs any more when this resolves. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await Promise.all([this.#kill(), this.#spare?.kill(), this.#buried]);
  }

  async #lead(epoch: bigint, signal: AbortSignal): Promise<void> {
    // One that leads already holds an older epoch, or is silent.
    await this.#kill();
    const place = await this.#placed(signal);
    const waited = this.#spare;
    try {
      await this.#cue(epoch, place, signal);
    } catch (error) {
      // What struck the one that led may have struck the one behind it too, and nobody has noticed that yet.
      if (signal.aborted || waited?.lost !== true || waited.hasGivenUp) throw error;
      await this.#kill();
      await this.#cue(epoch, place, signal);
    }
  }

  async #cue(epoch: bigint, known: CatalogPlace, signal: AbortSignal): Promise<void> {
    await this.#options.makeWay();
    const process = this.#prepare();
    if (process === undefined) throw new DirectorProcessError('the node is stopping');
    await process.heard('warm', LOAD_MS, signal);
    const place = this.#options.catalog() ?? known;
    this.#place = place;
    [this.#leading, this.#spare] = [process, undefined];
    process.tell({ kind: 'start', epoch: `${epoch}`, catalog: place });
    await process.heard('ready', Number.POSITIVE_INFINITY, signal);
    if (this.#leading === process) this.#epoch = epoch;
  }

  async #placed(signal: AbortSignal): Promise<CatalogPlace> {
    const { clock, catalog } = this.#options;
    const endMs = clock.monotonicMs() + PLACE_MS;
    for (let place = catalog(); ; place = catalog()) {
      if (place !== undefined) return place;
      if (clock.monotonicMs() > endMs) throw new DirectorProcessError('nobody holds a writable Catalog');
      await clock.sleep(LOOK_MS, signal);
    }
  }

  async #kill(): Promise<void> {
    const process = this.#leading;
    this.#servesSinceMs = undefined;
    await process?.kill();
    if (process !== undefined) this.#gone(process);
  }

  #prepare(): DirectorProcess | undefined {
    if (this.#ending.signal.aborted) return this.#spare;
    if (this.#spare !== undefined && !this.#spare.lost) return this.#spare;
    this.#buried = Promise.all([this.#buried, this.#spare?.kill()]);
    const { program, clock, logger } = this.#options;
    const process = new DirectorProcess(program, clock, logger);
    this.#spare = process;
    void process.ended().then(() => this.#gone(process));
    return process;
  }

  /** Behind whatever is urgent: one that has just begun to lead wants the processor for itself. */
  async #prepareLater(): Promise<void> {
    await this.#options.clock.sleep(SPARE_MS, this.#ending.signal).catch(() => {});
    this.#prepare();
  }

  #gone(process: DirectorProcess): void {
    if (this.#spare === process) {
      this.#spare = undefined;
      // One that could not even be loaded is tried again when it is needed.
      if (process.wasHeard) void this.#prepareLater();
    }
    if (this.#leading !== process) return;
    [this.#leading, this.#epoch] = [undefined, undefined];
    if (this.#servesSinceMs !== undefined) this.#judge(this.#options.clock.monotonicMs() - this.#servesSinceMs);
    this.#servesSinceMs = undefined;
    this.#prepare();
    this.#options.closeRanks();
    this.#options.changed();
  }

  /** It has ended by itself. */
  #judge(servedMs: number): void {
    if (servedMs < STEADY_MS) this.#fall();
    else this.#failures = 0;
  }

  #fall(): void {
    const restMs = Math.min(REST_MS * 2 ** this.#failures++, REST_MS_MAX);
    this.#restUntilMs = this.#options.clock.monotonicMs() + restMs;
  }
}

const samePlace = (a: CatalogPlace, b: CatalogPlace | undefined): boolean =>
  a.host === b?.host && a.port === b.port && a.era === b.era;
