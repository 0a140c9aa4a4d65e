/**
 * XXH3-64 of more than 240 bytes: stripes of 64 bytes go into eight accumulators, which are scrambled after each chunk
 * of sixteen stripes. The accumulators lie in the module's memory between the calls.
 */

import { wasm } from '../../core/index.ts';
import { at, FUNCTIONS, high, LAYOUT, length64, low, P64_1, secret, sum, xorShift } from './mixing.ts';

const { call, i32, i64, local, loopWhile } = wasm;
type Code = wasm.Code;
type WasmFunction = wasm.WasmFunction;

const P32_1 = 0x9e3779b1n;
const P32_2 = 0x85ebca77n;
const P32_3 = 0xc2b2ae3dn;
const P64_2 = 0xc2b2ae3d27d4eb4fn;
const P64_3 = 0x165667b19e3779f9n;
const P64_4 = 0x85ebca77c2b2ae63n;
const P64_5 = 0x27d4eb2f165667c5n;

const STRIPE_BYTES = 64;
/** Sixteen stripes. */
export const CHUNK_BYTES = 1024;
const LANES = [0, 1, 2, 3, 4, 5, 6, 7] as const;

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

export const reset: WasmFunction = {
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
export const chunks: WasmFunction = {
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
export const lastChunk: WasmFunction = {
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
export const result: WasmFunction = {
  name: 'result',
  parameters: ['i32'],
  result: 'i64',
  body: call(
    FUNCTIONS.avalanche,
    sum(
      length64(0),
      ...[0, 2, 4, 6].map((lane) => {
        const pair = [lane, lane + 1].map((i) => i64.xor(i64.load(at(LAYOUT.accumulators), 8 * i), secret(11 + 8 * i)));
        return call(FUNCTIONS.fold, ...pair);
      }),
    ),
  ),
};
