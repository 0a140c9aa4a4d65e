/**
 * Hashing in a thread of its own. Whoever feeds it names pieces of a shared memory and must not change them before their
 * ticket has passed. One digest, or set of digests, at a time: begin, update …, end.
 */
import { Worker } from 'node:worker_threads';
import { describeError } from '../../../../core/index.ts';
import { type DigestName, digestBytes } from '../digest/digest-name.ts';
import { DataThreadError } from '../errors.ts';
import {
  CONTROL,
  commandAt,
  digestSet,
  digestsOfSet,
  hashRing,
  OPERATION,
  RING_BYTES,
  RING_COMMANDS,
  resultAt,
} from './hash-ring.ts';
import type { HashThreadData } from './hash-thread.ts';
import { TicketWatch } from './ticket-watch.ts';

/** Digests to come. */
export interface LaneDigests {
  /** Undefined until they are known. */
  readonly values: ReadonlyMap<DigestName, Buffer> | undefined;
  known(): Promise<ReadonlyMap<DigestName, Buffer>>;
}

export interface HashLane extends AsyncDisposable {
  begin(names: readonly DigestName[]): Promise<void> | undefined;
  /** A piece of the memory; returns its ticket. `full()` must have been waited for. */
  update(offset: number, length: number): number;
  end(): LaneDigests;
  /** Undefined: go on. To be waited for before each update. */
  full(): Promise<void> | undefined;
  /** What must have passed before the ring of commands has room; undefined: it has. For whoever may stand still. */
  fullUntil(): number | undefined;
  passed(ticket: number): boolean;
  /** Rejects when the thread breaks. */
  reached(ticket: number): Promise<void>;
  /** The same for a thread that may stand still, for so long at most. False: not yet. @throws DataThreadError */
  wait(ticket: number, timeoutMs?: number): boolean;
}

/** So much may lie before the thread while it sleeps: waking it costs both sides as much as hashing some kilobytes. */
const UNTOLD_BYTES = 256 * 1024;

/** The end of a set and the beginning of the next one find room in any case. */
const SPARE_COMMANDS = 8;

interface Awaited {
  readonly ticket: number;
  readonly names: readonly DigestName[];
  values: ReadonlyMap<DigestName, Buffer> | undefined;
}

export function openHashLane(memory: SharedArrayBuffer): HashLane {
  const ringMemory = new SharedArrayBuffer(RING_BYTES);
  const { control, commands, results } = hashRing(ringMemory);
  const workerData: HashThreadData = { ring: ringMemory, memory };
  const worker = new Worker(new URL('./hash-thread.ts', import.meta.url), { workerData, name: 'hash' });
  let issued = 0;
  let untoldBytes = 0;
  let set = 0;
  const watch = new TicketWatch(control);
  const awaited: Awaited[] = [];

  const breakDown = (found: string, cause?: unknown): void =>
    watch.breakDown(new DataThreadError('hashes', found, { cause }));
  worker.on('error', (error) => breakDown(describeError(error), error));
  worker.on('exit', (code) => breakDown(`it ended with ${code}`));

  /** Results are taken before their place in the ring is used again. */
  const collect = (): void => {
    while (awaited[0] !== undefined && watch.passed(awaited[0].ticket)) {
      const { ticket, names } = awaited[0];
      const values = new Map<DigestName, Buffer>();
      let at = resultAt(ticket);
      for (const name of names) {
        const bytes = digestBytes(name);
        values.set(name, Buffer.from(results.subarray(at, at + bytes)));
        at += bytes;
      }
      awaited[0].values = values;
      awaited.shift();
    }
  };
  const issue = (operation: number, first = 0, second = 0): number => {
    issued = (issued + 1) | 0;
    const at = commandAt(issued);
    commands[at] = operation;
    commands[at + 1] = first;
    commands[at + 2] = second;
    Atomics.store(control, CONTROL.issued, issued);
    untoldBytes += operation === OPERATION.update ? second : UNTOLD_BYTES;
    if (untoldBytes >= UNTOLD_BYTES) {
      untoldBytes = 0;
      Atomics.notify(control, CONTROL.issued);
    }
    return issued;
  };
  const fullUntil = (): number | undefined => {
    collect();
    const room = (issued - RING_COMMANDS + SPARE_COMMANDS) | 0;
    return watch.passed(room) ? undefined : room;
  };
  const full = (): Promise<void> | undefined => {
    const room = fullUntil();
    return room === undefined ? undefined : watch.reached(room).then(collect);
  };
  return {
    full,
    fullUntil,
    passed: (ticket) => watch.passed(ticket),
    reached: (ticket) => watch.reached(ticket),
    wait: (ticket, timeoutMs) => watch.wait(ticket, timeoutMs),
    begin(names) {
      set = digestSet(names);
      issue(OPERATION.begin, set);
      return full();
    },
    update: (offset, length) => issue(OPERATION.update, offset, length),
    end() {
      const entry: Awaited = { ticket: issue(OPERATION.end), names: digestsOfSet(set), values: undefined };
      awaited.push(entry);
      const values = (): ReadonlyMap<DigestName, Buffer> | undefined => {
        collect();
        return entry.values;
      };
      return {
        get values() {
          return values();
        },
        async known() {
          await watch.reached(entry.ticket);
          return values() as ReadonlyMap<DigestName, Buffer>;
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      breakDown('it was ended');
      await worker.terminate();
    },
  };
}
