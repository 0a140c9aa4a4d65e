/**
 * The walk over an LZ4 block as a WebAssembly module: a text has a sequence for each dozen of its bytes, and a call into
 * the engine for each of them would cost more than the copying. It sees bytes only in its own memory; every length and
 * offset is checked before it is followed. Copies of eight bytes at a time may write up to seven bytes too far: what comes
 * later overwrites them, and behind the last there is room.
 */
import { wasm } from '../core/index.ts';

const { i32, i64, local, loopWhile, when, leave, forever } = wasm;
type Code = wasm.Code;

/** What is wrong with a block, as negative results. */
export const LZ4_FAULT = {
  literals: -1,
  offset: -2,
  outside: -3,
  length: -4,
  size: -5,
  end: -6,
} as const;

const WORD_BYTES = 8;
const LONG_RUN = 15;
const MATCH_BYTES_MIN = 4;

// Locals; the first four are parameters: both ends are those of the places, the second that of the largest result.
const FROM = 0;
const FROM_END = 1;
const TO = 2;
const TO_END = 3;
const TOKEN = 4;
const LENGTH = 5;
const BYTE = 6;
const OFFSET = 7;
const STOP = 8;
const START = 9;

const get = local.get;
const constant = i32.const;
const advance = (index: number, by: Code): Code => local.set(index, i32.add(get(index), by));
const failWhen = (condition: Code, fault: number): Code => when(condition, leave(constant(fault)));

/** A length of 15 goes on in the bytes behind it, up to and including the first that is not 255. */
const readRun: Code = when(i32.equals(get(LENGTH), constant(LONG_RUN)), [
  ...local.set(BYTE, constant(255)),
  ...loopWhile(i32.equals(get(BYTE), constant(255)), [
    ...failWhen(i32.equals(get(FROM), get(FROM_END)), LZ4_FAULT.length),
    ...local.set(BYTE, i32.load8U(get(FROM))),
    ...advance(FROM, constant(1)),
    ...advance(LENGTH, get(BYTE)),
  ]),
]);

const checkRoom: Code = failWhen(i32.gtU(get(LENGTH), i32.sub(get(TO_END), get(TO))), LZ4_FAULT.size);

/** From an address that moves along with TO, `LENGTH` bytes; TO stands behind them then. */
const copyWords = (source: Code, moveSource: Code): Code => [
  ...local.set(STOP, i32.add(get(TO), get(LENGTH))),
  ...loopWhile(i32.ltU(get(TO), get(STOP)), [
    ...i64.store(get(TO), i64.load(source)),
    ...moveSource,
    ...advance(TO, constant(WORD_BYTES)),
  ]),
  ...local.set(TO, get(STOP)),
];

const literals: Code = [
  ...local.set(LENGTH, i32.shrU(get(TOKEN), constant(4))),
  ...readRun,
  ...failWhen(i32.gtU(get(LENGTH), i32.sub(get(FROM_END), get(FROM))), LZ4_FAULT.literals),
  ...checkRoom,
  // FROM must stand behind the literals afterwards, wherever the last word ended.
  ...local.set(OFFSET, get(FROM)),
  ...advance(FROM, get(LENGTH)),
  ...copyWords(get(OFFSET), advance(OFFSET, constant(WORD_BYTES))),
];

/** Nearer than a word a match repeats what it has just written. */
const nearMatch: Code = [
  ...local.set(STOP, i32.add(get(TO), get(LENGTH))),
  ...loopWhile(i32.ltU(get(TO), get(STOP)), [
    ...i32.store8(get(TO), i32.load8U(i32.sub(get(TO), get(OFFSET)))),
    ...advance(TO, constant(1)),
  ]),
  ...local.set(LENGTH, constant(0)),
];

const match: Code = [
  ...failWhen(i32.ltU(i32.sub(get(FROM_END), get(FROM)), constant(2)), LZ4_FAULT.offset),
  ...local.set(OFFSET, i32.load16U(get(FROM))),
  ...advance(FROM, constant(2)),
  ...failWhen(i32.equals(get(OFFSET), constant(0)), LZ4_FAULT.outside),
  ...failWhen(i32.gtU(get(OFFSET), i32.sub(get(TO), get(START))), LZ4_FAULT.outside),
  ...local.set(LENGTH, i32.and(get(TOKEN), constant(15))),
  ...readRun,
  ...advance(LENGTH, constant(MATCH_BYTES_MIN)),
  ...checkRoom,
  ...when(i32.ltU(get(OFFSET), constant(WORD_BYTES)), nearMatch),
  ...copyWords(i32.sub(get(TO), get(OFFSET)), []),
];

/** `inflate(from, fromEnd, to, toEnd)`: how many bytes came out, or what is wrong. */
const inflate: wasm.WasmFunction = {
  name: 'inflate',
  parameters: ['i32', 'i32', 'i32', 'i32'],
  result: 'i32',
  locals: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
  body: [
    ...local.set(START, get(TO)),
    ...forever([
      ...failWhen(i32.equals(get(FROM), get(FROM_END)), LZ4_FAULT.end),
      ...local.set(TOKEN, i32.load8U(get(FROM))),
      ...advance(FROM, constant(1)),
      ...literals,
      ...when(i32.equals(get(FROM), get(FROM_END)), leave(i32.sub(get(TO), get(START)))),
      ...match,
    ]),
  ],
};

export interface Lz4Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  inflate(from: number, fromEnd: number, to: number, toEnd: number): number;
}

const PAGE_BYTES = 65_536;

/** With so much memory, and room for the last word. */
export const startLz4Kernel = (bytes: number): Lz4Kernel =>
  wasm.instantiate(wasm.assemble([inflate], Math.ceil((bytes + WORD_BYTES) / PAGE_BYTES))) as Lz4Kernel;
