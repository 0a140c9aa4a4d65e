/**
 * Compression of consecutive records in several threads, this one among them when it would have to wait. The records
 * leave in order; each lies in a slot of shared memory until it was sent.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describeError } from '../../../../core/index.ts';
import type { Codec } from '../compress/codec.ts';
import { DataThreadError } from '../errors.ts';
import type { DeferredRecord } from '../output/deferred-record.ts';
import { CompressSlots, SLOT_STATE, type SlotFilling } from './compress-slots.ts';

/** What the threads need to begin with is worth it only after so much. */
const INLINE_BYTES = 4 * 1024 * 1024;

export interface CompressLanes extends AsyncDisposable {
  /** A slot whose input may be filled; wait where all are in use. */
  slot(): number | Promise<number>;
  input(slot: number): Buffer;
  /** For a prefix from byte 4 on. */
  output(slot: number): Buffer;
  /** The slot's input is to be compressed; the record is to be put into the order at once. */
  submit(slot: number, codec: Codec, filling: SlotFilling): DeferredRecord;
}

export interface CompressLanesOptions {
  /** Beside the calling one. */
  readonly threads: number;
  readonly inputBytes: number;
  /** This thread has compressed a record. */
  readonly worked: () => void;
}

export function openCompressLanes({ threads, inputBytes, worked }: CompressLanesOptions): CompressLanes {
  const slots = CompressSlots.allocate(slotCount(threads), inputBytes);
  const workers: Worker[] = [];
  let freed: PromiseWithResolvers<void> | undefined;
  let broken: Error | undefined;
  let submittedBytes = 0;

  const breakDown = (found: string, cause?: unknown): void => {
    broken ??= new DataThreadError('compresses', found, { cause });
    Atomics.notify(slots.control, slots.stateWord(0));
    for (let slot = 1; slot < slots.shared.count; slot++) Atomics.notify(slots.control, slots.stateWord(slot));
  };
  const start = (): void => {
    for (let i = 0; i < threads; i++) {
      const worker = new Worker(new URL('./compress-thread.ts', import.meta.url), {
        workerData: slots.shared,
        name: 'compress',
      });
      worker.on('error', (error) => breakDown(describeError(error), error));
      worker.on('exit', (code) => breakDown(`it ended with ${code}`));
      workers.push(worker);
    }
  };
  const settled = (slot: number): boolean => slots.state(slot) >= SLOT_STATE.done;
  const whenSettled = async (slot: number): Promise<void> => {
    while (!settled(slot)) {
      if (broken !== undefined) throw broken;
      const state = slots.state(slot);
      if (state < SLOT_STATE.done) await Atomics.waitAsync(slots.control, slots.stateWord(slot), state).value;
    }
  };
  const takeSlot = async (): Promise<number> => {
    for (;;) {
      const slot = slots.nextFree();
      if (slot !== undefined) return slot;
      if (slots.work()) {
        // What is ready leaves, and what has left gives its slot back.
        worked();
        await turn();
        continue;
      }
      freed ??= Promise.withResolvers<void>();
      await freed.promise;
    }
  };
  /** A class, as is each thing with a getter that there is one of for each record: see `fileDigest`. */
  class SlotRecord implements DeferredRecord {
    readonly #slot: number;

    constructor(slot: number) {
      this.#slot = slot;
    }

    get ready(): boolean {
      return settled(this.#slot);
    }

    whenReady(): Promise<void> {
      return whenSettled(this.#slot);
    }

    take(): Buffer {
      if (slots.state(this.#slot) !== SLOT_STATE.done) throw new DataThreadError('compresses', 'a record was refused');
      return slots.output(this.#slot).subarray(0, slots.outputBytes(this.#slot));
    }

    release(): void {
      slots.free(this.#slot);
      freed?.resolve();
      freed = undefined;
    }
  }

  return {
    slot: () => slots.nextFree() ?? takeSlot(),
    input: (slot) => slots.input(slot),
    output: (slot) => slots.output(slot),
    submit(slot, codec, filling) {
      slots.fill(slot, codec, filling);
      submittedBytes += filling.inputBytes;
      if (workers.length === 0 && (threads === 0 || submittedBytes < INLINE_BYTES)) slots.work();
      else if (workers.length === 0) start();
      return new SlotRecord(slot);
    },
    [Symbol.asyncDispose]: async () => {
      breakDown('it was ended');
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Enough that no thread waits while records are sent. */
const slotCount = (threads: number): number => 2 ** Math.ceil(Math.log2(4 * (threads + 1)));
