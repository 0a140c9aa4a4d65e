/**
 * What all forms of XXH3-64 share: the secret, and how sixteen bytes of input are mixed with sixteen of it; seed 0.
 * Written from the algorithm's public description.
 */
import { wasm } from '../../core/index.ts';

const { call, i32, i64, local } = wasm;
type Code = wasm.Code;
type WasmFunction = wasm.WasmFunction;

export const P64_1 = 0x9e3779b185ebca87n;
const MIX_1 = 0x165667919e3779f9n;

export const SECRET = Buffer.from(
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c' +
    '3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364' +
    'eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e',
  'hex',
);

/** Where things lie in the module's memory; the secret is to be put there once. */
export const LAYOUT = { accumulators: 0, secret: 64, input: 512 } as const;

/** The place of each function in the module, by which the others call it. */
export const FUNCTIONS = { fold: 0, avalanche: 1, mix: 2 } as const;

export const at = (address: number): Code => i32.const(address);
export const secret = (offset: number): Code => i64.load(at(LAYOUT.secret + offset));
export const sum = (first: Code, ...rest: readonly Code[]): Code => rest.reduce((a, b) => i64.add(a, b), first);
export const low = (value: Code): Code => i64.and(value, i64.const(0xffffffffn));
export const high = (value: Code): Code => i64.shrU(value, i64.const(32n));
export const xorShift = (index: number, bits: bigint): Code =>
  local.set(index, i64.xor(local.get(index), i64.shrU(local.get(index), i64.const(bits))));
export const length64 = (index: number): Code => i64.mul(i64.fromI32(local.get(index)), i64.const(P64_1));

/** Upper and lower half of the 128-bit product, xored; the carries of its four partial products in locals 2 to 4. */
export const fold: WasmFunction = {
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

export const avalanche: WasmFunction = {
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

/** Sixteen bytes of input with sixteen of the secret. */
export const mix: WasmFunction = {
  name: 'mix',
  parameters: ['i32', 'i32'],
  result: 'i64',
  body: call(
    FUNCTIONS.fold,
    i64.xor(i64.load(local.get(0)), i64.load(local.get(1))),
    i64.xor(i64.load(local.get(0), 8), i64.load(local.get(1), 8)),
  ),
};
