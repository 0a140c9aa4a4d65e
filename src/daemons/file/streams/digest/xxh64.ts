/**
 * XXH64 (seed 0) as a running digest; its bytes are big-endian. Stripes of 32 bytes are taken in by a small WebAssembly
 * module, for JavaScript has no quick 64-bit product. Written from the algorithm's public description.
 */
import { wasm } from '../../../../core/index.ts';
import type { Digest } from './open-digest.ts';
import { avalanche64, P64_1, P64_2, P64_3, P64_4, P64_5, rotate, word } from './words.ts';

const { i32, i64, local, loopWhile } = wasm;

const STRIPE_BYTES = 32;
const LANES = [0, 1, 2, 3] as const;
/** In the module's memory: four accumulators, then input. */
const INPUT = 32;
const PIECE_BYTES = 65_536 - INPUT;
const STATE_BYTES = 32;

// Locals: input, its end, then four accumulators.
const ACC = 2;
const at = (address: number) => i32.const(address);

const round = (lane: number): wasm.Code => {
  const added = i64.add(local.get(ACC + lane), i64.mul(i64.load(local.get(0), 8 * lane), i64.const(P64_2)));
  return local.set(ACC + lane, i64.mul(i64.rotl(added, i64.const(31n)), i64.const(P64_1)));
};

/** Takes in the stripes between its two parameters. */
const stripes: wasm.WasmFunction = {
  name: 'stripes',
  parameters: ['i32', 'i32'],
  locals: LANES.map(() => 'i64' as const),
  body: [
    ...LANES.flatMap((lane) => local.set(ACC + lane, i64.load(at(0), 8 * lane))),
    ...loopWhile(i32.ltU(local.get(0), local.get(1)), [
      ...LANES.flatMap(round),
      ...local.set(0, i32.add(local.get(0), at(STRIPE_BYTES))),
    ]),
    ...LANES.flatMap((lane) => i64.store(at(0), local.get(ACC + lane), 8 * lane)),
  ],
};

interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  stripes(input: number, end: number): void;
}

let started: { readonly kernel: Kernel; readonly memory: Buffer } | undefined;

function start() {
  const kernel = wasm.instantiate(wasm.assemble([stripes], 1)) as Kernel;
  started = { kernel, memory: Buffer.from(kernel.memory.buffer) };
  return started;
}

export class Xxh64 implements Digest {
  readonly #accumulators = Buffer.alloc(STATE_BYTES);
  readonly #rest = Buffer.alloc(STRIPE_BYTES);
  #restBytes = 0;
  #bytes = 0n;

  constructor() {
    [P64_1 + P64_2, P64_2, 0n, -P64_1].forEach((value, lane) => {
      this.#accumulators.writeBigUInt64LE(word(value), 8 * lane);
    });
  }

  update(bytes: Buffer): void {
    this.#bytes += BigInt(bytes.length);
    let from = 0;
    if (this.#restBytes > 0) {
      from = bytes.copy(this.#rest, this.#restBytes, 0, STRIPE_BYTES - this.#restBytes);
      this.#restBytes += from;
      if (this.#restBytes < STRIPE_BYTES) return;
      this.#take(this.#rest);
    }
    const whole = from + Math.floor((bytes.length - from) / STRIPE_BYTES) * STRIPE_BYTES;
    this.#take(bytes.subarray(from, whole));
    this.#restBytes = bytes.copy(this.#rest, 0, whole);
  }

  digest(): Buffer {
    const out = Buffer.alloc(8);
    out.writeBigUInt64BE(this.#finish());
    return out;
  }

  #take(whole: Buffer): void {
    const { kernel, memory } = started ?? start();
    this.#accumulators.copy(memory, 0);
    for (let from = 0; from < whole.length; from += PIECE_BYTES) {
      const taken = whole.copy(memory, INPUT, from, from + PIECE_BYTES);
      kernel.stripes(INPUT, INPUT + taken);
    }
    memory.copy(this.#accumulators, 0, 0, STATE_BYTES);
  }

  #finish(): bigint {
    const lanes = LANES.map((lane) => this.#accumulators.readBigUInt64LE(8 * lane));
    let hash = P64_5;
    if (this.#bytes >= STRIPE_BYTES) {
      hash = [1n, 7n, 12n, 18n].reduce((sum, bits, lane) => word(sum + rotate(lanes[lane] as bigint, bits)), 0n);
      for (const lane of lanes) hash = word((hash ^ mixed(lane)) * P64_1 + P64_4);
    }
    return avalanche64(takeRest(word(hash + this.#bytes), this.#rest.subarray(0, this.#restBytes)));
  }
}

const mixed = (value: bigint): bigint => word(rotate(word(value * P64_2), 31n) * P64_1);

/** Fewer than 32 bytes: by eights, a four, single ones. */
function takeRest(start: bigint, rest: Buffer): bigint {
  let hash = start;
  let at = 0;
  for (; at + 8 <= rest.length; at += 8) {
    hash = word(rotate(hash ^ mixed(rest.readBigUInt64LE(at)), 27n) * P64_1 + P64_4);
  }
  if (at + 4 <= rest.length) {
    hash = word(rotate(hash ^ word(BigInt(rest.readUInt32LE(at)) * P64_1), 23n) * P64_2 + P64_3);
    at += 4;
  }
  for (; at < rest.length; at++) hash = word(rotate(hash ^ word(BigInt(rest[at] as number) * P64_5), 11n) * P64_1);
  return hash;
}
