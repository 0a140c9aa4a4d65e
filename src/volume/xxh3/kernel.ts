/**
 * The arithmetic of XXH3-64 (seed 0) as a WebAssembly module, written from the algorithm's public description: sums of
 * 64-bit products, which JavaScript's numbers cannot do quickly. It sees bytes only in its own memory (`LAYOUT`).
 */
import {
  assemble,
  type Code,
  call,
  i32,
  i64,
  instantiate,
  local,
  loopWhile,
  type WasmFunction,
  when,
} from './wasm-code.ts';

const P32_1 = 0x9e3779b1n;
const P32_2 = 0x85ebca77n;
const P32_3 = 0xc2b2ae3dn;
const P64_1 = 0x9e3779b185ebca87n;
const P64_2 = 0xc2b2ae3d27d4eb4fn;
const P64_3 = 0x165667b19e3779f9n;
const P64_4 = 0x85ebca77c2b2ae63n;
const P64_5 = 0x27d4eb2f165667c5n;
const MIX_1 = 0x165667919e3779f9n;

const SECRET = Buffer.from(
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c' +
    '3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364' +
    'eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e',
  'hex',
);

/** Where things lie in the module's memory; the secret is to be put there once. */
export const LAYOUT = { accumulators: 0, secret: 64, input: 512 } as const;
const STRIPE_BYTES = 64;
/** Sixteen stripes, then the accumulators are scrambled. */
export const CHUNK_BYTES = 1024;
const PAGE_BYTES = 65_536;
const LANES = [0, 1, 2, 3, 4, 5, 6, 7] as const;

const at = (address: number): Code => i32.const(address);
const secret = (offset: number): Code => i64.load(at(LAYOUT.secret + offset));
const sum = (first: Code, ...rest: readonly Code[]): Code => rest.reduce((a, b) => i64.add(a, b), first);
const low = (value: Code): Code => i64.and(value, i64.const(0xffffffffn));
const high = (value: Code): Code => i64.shrU(value, i64.const(32n));
const xorShift = (index: number, bits: bigint): Code =>
  local.set(index, i64.xor(local.get(index), i64.shrU(local.get(index), i64.const(bits))));
const length64 = (index: number): Code => i64.mul(i64.fromI32(local.get(index)), i64.const(P64_1));

/** Upper and lower half of the 128-bit product, xored; the carries of its four partial products in locals 2 to 4. */
const fold: WasmFunction = {
  name: 'fold',
  parameters: ['i64', 'i64'],
  result: 'i64',
  locals: ['i64', 'i64', 'i64'],
  body: [
    ...local.set(2, i64.mul(low(local.get(0)), low(local.get(1)))),
    ...local.set(3, i64.add(i64.mul(high(local.get(0)), low(local.get(1))), high(local.get(2)))),
    ...local.set(4, i64.add(i64.mul(low(local.get(0)), high(local.get(1))), low(local.get(3)))),
    ...i64.xor(
      sum(i64.mul(high(local.get(0)), high(local.get(1))), high(local.get(3)), high(local.get(4))),
      i64.add(i64.shl(local.get(4), i64.const(32n)), low(local.get(2))),
    ),
  ],
};
const FOLD = 0;

const avalanche: WasmFunction = {
  name: 'avalanche',
  parameters: ['i64'],
  result: 'i64',
  body: [
    ...xorShift(0, 37n),
    ...local.set(0, i64.mul(local.get(0), i64.const(MIX_1))),
    ...xorShift(0, 32n),
    ...local.get(0),
  ],
};
const AVALANCHE = 1;

/** Sixteen bytes of input with sixteen of the secret. */
const mix: WasmFunction = {
  name: 'mix',
  parameters: ['i32', 'i32'],
  result: 'i64',
  body: call(
    FOLD,
    i64.xor(i64.load(local.get(0)), i64.load(local.get(1))),
    i64.xor(i64.load(local.get(0), 8), i64.load(local.get(1), 8)),
  ),
};
const MIX = 2;

// Locals of the long form: input, its end, place in the secret, end of the chunk, eight accumulators, one key.
const ACC = 4;
const KEY = ACC + LANES.length;
const LONG_LOCALS = ['i32', 'i32', ...LANES.map(() => 'i64' as const), 'i64'] as const;
const acc = (lane: number): Code => local.get(ACC + lane);
const setAcc = (lane: number, value: Code): Code => local.set(ACC + lane, value);
const loadAccumulators: Code = LANES.flatMap((lane) => setAcc(lane, i64.load(at(LAYOUT.accumulators), 8 * lane)));
const storeAccumulators: Code = LANES.flatMap((lane) => i64.store(at(LAYOUT.accumulators), acc(lane), 8 * lane));

/** One stripe: each lane gets the product of its key's halves, and its neighbour the bytes. */
const stripe = (input: Code, key: Code): Code =>
  LANES.flatMap((lane) => [
    ...setAcc(lane ^ 1, i64.add(acc(lane ^ 1), i64.load(input, 8 * lane))),
    ...local.set(KEY, i64.xor(i64.load(input, 8 * lane), i64.load(key, 8 * lane))),
    ...setAcc(lane, i64.add(acc(lane), i64.mul(low(local.get(KEY)), high(local.get(KEY))))),
  ]);
const scramble: Code = LANES.flatMap((lane) => [
  ...xorShift(ACC + lane, 47n),
  ...setAcc(lane, i64.mul(i64.xor(acc(lane), secret(128 + 8 * lane)), i64.const(P32_1))),
]);

const reset: WasmFunction = {
  name: 'reset',
  parameters: [],
  body: [P32_3, P64_1, P64_2, P64_3, P64_4, P32_2, P64_5, P32_1].flatMap((value, lane) =>
    i64.store(at(LAYOUT.accumulators), i64.const(value), 8 * lane),
  ),
};

/** Moves the input over the stripes that begin before `end`, and beside it over the secret. */
const stripesUntil = (end: Code): Code => [
  ...local.set(2, at(LAYOUT.secret)),
  ...loopWhile(i32.ltU(local.get(0), end), [
    ...stripe(local.get(0), local.get(2)),
    ...local.set(0, i32.add(local.get(0), at(STRIPE_BYTES))),
    ...local.set(2, i32.add(local.get(2), at(8))),
  ]),
];

/** Takes whole chunks in, more than which must follow. Parameters: input, its end. */
const chunks: WasmFunction = {
  name: 'chunks',
  parameters: ['i32', 'i32'],
  locals: LONG_LOCALS,
  body: [
    ...loadAccumulators,
    ...loopWhile(i32.ltU(local.get(0), local.get(1)), [
      ...local.set(3, i32.add(local.get(0), at(CHUNK_BYTES))),
      ...stripesUntil(local.get(3)),
      ...scramble,
    ]),
    ...storeAccumulators,
  ],
};

/** Takes in the last 1 to 1024 bytes; the 64 before the end must lie there too. Parameters: input, its end. */
const lastChunk: WasmFunction = {
  name: 'lastChunk',
  parameters: ['i32', 'i32'],
  locals: LONG_LOCALS,
  body: [
    ...loadAccumulators,
    ...stripesUntil(i32.sub(local.get(1), at(STRIPE_BYTES))),
    ...local.set(0, i32.sub(local.get(1), at(STRIPE_BYTES))),
    ...local.set(2, at(LAYOUT.secret + 121)),
    ...stripe(local.get(0), local.get(2)),
    ...storeAccumulators,
  ],
};

/** What chunks and the last chunk come to. Parameter: bytes altogether. */
const result: WasmFunction = {
  name: 'result',
  parameters: ['i32'],
  result: 'i64',
  body: call(
    AVALANCHE,
    sum(
      length64(0),
      ...[0, 2, 4, 6].map((lane) => {
        const pair = [lane, lane + 1].map((i) => i64.xor(i64.load(at(LAYOUT.accumulators), 8 * i), secret(11 + 8 * i)));
        return call(FOLD, ...pair);
      }),
    ),
  ),
};

const addMix = (input: Code, key: Code): Code => local.set(2, i64.add(local.get(2), call(MIX, input, key)));
const secretAt = (offset: number): Code => at(LAYOUT.secret + offset);

/** 17 to 128 bytes: pairs from both ends inwards. Parameters: input, bytes. */
const upTo128: WasmFunction = {
  name: 'upTo128',
  parameters: ['i32', 'i32'],
  result: 'i64',
  locals: ['i64'],
  body: [
    ...local.set(2, length64(1)),
    ...[3, 2, 1, 0].flatMap((pair) =>
      when(i32.gtU(local.get(1), at(32 * pair)), [
        ...addMix(i32.add(local.get(0), at(16 * pair)), secretAt(32 * pair)),
        ...addMix(i32.sub(i32.add(local.get(0), local.get(1)), at(16 * (pair + 1))), secretAt(32 * pair + 16)),
      ]),
    ),
    ...call(AVALANCHE, local.get(2)),
  ],
};

/** 129 to 240 bytes. Parameters: input, bytes. Local 3: offset of the next 16 bytes that lie wholly in the input. */
const upTo240: WasmFunction = {
  name: 'upTo240',
  parameters: ['i32', 'i32'],
  result: 'i64',
  locals: ['i64', 'i32'],
  body: [
    ...local.set(2, length64(1)),
    ...[0, 16, 32, 48, 64, 80, 96, 112].flatMap((offset) =>
      addMix(i32.add(local.get(0), at(offset)), secretAt(offset)),
    ),
    ...local.set(2, call(AVALANCHE, local.get(2))),
    ...local.set(3, at(128)),
    ...loopWhile(i32.ltU(i32.add(local.get(3), at(15)), local.get(1)), [
      ...addMix(i32.add(local.get(0), local.get(3)), i32.add(local.get(3), secretAt(3 - 128))),
      ...local.set(3, i32.add(local.get(3), at(16))),
    ]),
    ...addMix(i32.sub(i32.add(local.get(0), local.get(1)), at(16)), secretAt(136 - 17)),
    ...call(AVALANCHE, local.get(2)),
  ],
};

/** What the module exports. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  reset(): void;
  chunks(input: number, end: number): void;
  lastChunk(input: number, end: number): void;
  result(bytes: number): bigint;
  upTo128(input: number, bytes: number): bigint;
  upTo240(input: number, bytes: number): bigint;
}

/** With `inputBytes` of memory from LAYOUT.input on. */
export function startKernel(inputBytes: number): Kernel {
  const functions = [fold, avalanche, mix, reset, chunks, lastChunk, result, upTo128, upTo240];
  const pages = Math.ceil((LAYOUT.input + inputBytes) / PAGE_BYTES);
  const kernel = instantiate(assemble(functions, pages)) as Kernel;
  Buffer.from(kernel.memory.buffer).set(SECRET, LAYOUT.secret);
  return kernel;
}
