/**
 * The running figures of a Job, in memory that its worker thread writes and the main thread reads at any time without
 * asking: a walk that never lets go of its thread can be watched, and stopped, all the same.
 */
import { type ByteString, bytesToByteString } from '../../../core/index.ts';

const NAMES = [
  'files',
  'jobBytes',
  'readBytes',
  'examined',
  'saved',
  'errors',
  'commBytes',
  'bytesPerSecMax',
  'expected',
] as const;
type Name = (typeof NAMES)[number];
const AT = Object.fromEntries(NAMES.map((name, index) => [name, index])) as Record<Name, number>;

const COUNTERS_BYTES = NAMES.length * 8;
const FLAGS_BYTES = 16;
const PATH_BYTES_MAX = 4096;
const [STOP, PATH_LENGTH, PATH_TURN] = [0, 1, 2];

export type StopKind = 'cancel' | 'stop';
const STOPS: readonly (StopKind | undefined)[] = [undefined, 'stop', 'cancel'];

export class JobFigures {
  readonly memory: SharedArrayBuffer;
  readonly #counters: Float64Array;
  readonly #flags: Int32Array;
  readonly #path: Buffer;

  constructor(memory = new SharedArrayBuffer(COUNTERS_BYTES + FLAGS_BYTES + PATH_BYTES_MAX)) {
    this.memory = memory;
    this.#counters = new Float64Array(memory, 0, NAMES.length);
    this.#flags = new Int32Array(memory, COUNTERS_BYTES, FLAGS_BYTES / 4);
    this.#path = Buffer.from(memory, COUNTERS_BYTES + FLAGS_BYTES, PATH_BYTES_MAX);
  }

  get(name: Name): number {
    return this.#counters[AT[name]] as number;
  }

  set(name: Name, value: number): void {
    this.#counters[AT[name]] = value;
  }

  add(name: Name, value: number): void {
    this.#counters[AT[name]] = (this.#counters[AT[name]] as number) + value;
  }

  /** A stop does not take back a cancel. */
  requestStop(how: StopKind): void {
    if (this.stopRequested !== 'cancel') Atomics.store(this.#flags, STOP, STOPS.indexOf(how));
  }

  get stopRequested(): StopKind | undefined {
    return STOPS[Atomics.load(this.#flags, STOP)];
  }

  /** The file being worked on. One writer; a longer path is cut. */
  set currentFile(path: ByteString) {
    Atomics.add(this.#flags, PATH_TURN, 1);
    Atomics.store(this.#flags, PATH_LENGTH, this.#path.write(path, 0, 'latin1'));
    Atomics.add(this.#flags, PATH_TURN, 1);
  }

  /** Undefined: none yet, or it is just being changed. */
  get currentFile(): ByteString | undefined {
    const turn = Atomics.load(this.#flags, PATH_TURN);
    const path = bytesToByteString(Buffer.from(this.#path.subarray(0, Atomics.load(this.#flags, PATH_LENGTH))));
    return turn % 2 === 0 && Atomics.load(this.#flags, PATH_TURN) === turn && path !== '' ? path : undefined;
  }
}
