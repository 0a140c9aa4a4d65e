/** XXH3-64 of 17 to 240 bytes: sums of mixed sixteens. Blocks of a Volume are rarely so short. */

import { wasm } from '../../core/index.ts';
import { at, FUNCTIONS, LAYOUT, length64 } from './mixing.ts';

const { call, i32, i64, local, loopWhile, when } = wasm;
type Code = wasm.Code;
type WasmFunction = wasm.WasmFunction;

const addMix = (input: Code, key: Code): Code => local.set(2, i64.add(local.get(2), call(FUNCTIONS.mix, input, key)));
const secretAt = (offset: number): Code => at(LAYOUT.secret + offset);

/** 17 to 128 bytes: pairs from both ends inwards. Parameters: input, bytes. */
export const upTo128: WasmFunction = {
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
    ...call(FUNCTIONS.avalanche, local.get(2)),
  ],
};

/** 129 to 240 bytes. Parameters: input, bytes. Local 3: offset of the next 16 bytes that lie wholly in the input. */
export const upTo240: WasmFunction = {
  name: 'upTo240',
  parameters: ['i32', 'i32'],
  result: 'i64',
  locals: ['i64', 'i32'],
  body: [
    ...local.set(2, length64(1)),
    ...[0, 16, 32, 48, 64, 80, 96, 112].flatMap((offset) =>
      addMix(i32.add(local.get(0), at(offset)), secretAt(offset)),
    ),
    ...local.set(2, call(FUNCTIONS.avalanche, local.get(2))),
    ...local.set(3, at(128)),
    ...loopWhile(i32.ltU(i32.add(local.get(3), at(15)), local.get(1)), [
      ...addMix(i32.add(local.get(0), local.get(3)), i32.add(local.get(3), secretAt(3 - 128))),
      ...local.set(3, i32.add(local.get(3), at(16))),
    ]),
    ...addMix(i32.sub(i32.add(local.get(0), local.get(1)), at(16)), secretAt(136 - 17)),
    ...call(FUNCTIONS.avalanche, local.get(2)),
  ],
};
