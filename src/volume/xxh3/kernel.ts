/**
 * The arithmetic of XXH3-64 as a WebAssembly module: sums of 64-bit products, which JavaScript's numbers cannot do
 * quickly. It sees bytes only in its own memory (`LAYOUT`).
 */

import { wasm } from '../../core/index.ts';
import { chunks, lastChunk, reset, result } from './long-form.ts';
import { avalanche, fold, LAYOUT, mix, SECRET } from './mixing.ts';
import { upTo128, upTo240 } from './short-forms.ts';

const { assemble, instantiate } = wasm;

const PAGE_BYTES = 65_536;
/** In the order of FUNCTIONS. */
const ALL = [fold, avalanche, mix, reset, chunks, lastChunk, result, upTo128, upTo240];

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
  const pages = Math.ceil((LAYOUT.input + inputBytes) / PAGE_BYTES);
  const kernel = instantiate(assemble(ALL, pages)) as Kernel;
  Buffer.from(kernel.memory.buffer).set(SECRET, LAYOUT.secret);
  return kernel;
}
