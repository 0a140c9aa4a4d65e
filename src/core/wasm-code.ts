/**
 * A few words of WebAssembly, as functions that give its instructions: enough to write one fast loop in readable text
 * and assemble it when it is first needed. No part of it looks at data. (The binary format is the W3C's core
 * specification, chapter 5.)
 */

// Node has it; the types of Node do not name it without those of a browser.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

/** Instructions in postfix order; an expression leaves its value on the stack. */
export type Code = readonly number[];
export type ValueType = 'i32' | 'i64';
/** Its parameters are the first of its locals. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly result?: ValueType;
  readonly locals?: readonly ValueType[];
  readonly body: Code;
}

const TYPE: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e };
const NO_RESULT = 0x40;

/** LEB128 without a sign, as all counts and indexes are written. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

/** LEB128 with a sign, as constants are written. */
function signed(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const byte = Number(rest & 0x7fn);
    if (rest >= -64n && rest < 64n) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}

const binary =
  (opcode: number) =>
  (a: Code, b: Code): Code => [...a, ...b, opcode];
const load =
  (opcode: number) =>
  (address: Code, offset = 0): Code => [...address, opcode, 0, ...unsigned(offset)];
const store =
  (opcode: number) =>
  (address: Code, value: Code, offset = 0): Code => [...address, ...value, opcode, 0, ...unsigned(offset)];

export const local = {
  get: (index: number): Code => [0x20, ...unsigned(index)],
  set: (index: number, value: Code): Code => [...value, 0x21, ...unsigned(index)],
};
export const i32 = {
  const: (value: number): Code => [0x41, ...signed(BigInt(value | 0))],
  add: binary(0x6a),
  sub: binary(0x6b),
  shl: binary(0x74),
  shrU: binary(0x76),
  and: binary(0x71),
  equals: binary(0x46),
  ltU: binary(0x49),
  gtU: binary(0x4b),
  load8U: load(0x2d),
  load16U: load(0x2f),
  store8: store(0x3a),
};
export const i64 = {
  const: (value: bigint): Code => [0x42, ...signed(BigInt.asIntN(64, value))],
  add: binary(0x7c),
  mul: binary(0x7e),
  and: binary(0x83),
  xor: binary(0x85),
  shl: binary(0x86),
  shrU: binary(0x88),
  rotl: binary(0x89),
  fromI32: (value: Code): Code => [...value, 0xad],
  load: load(0x29),
  store: store(0x37),
};

export const when = (condition: Code, body: Code): Code => [...condition, 0x04, NO_RESULT, ...body, 0x0b];
export const leave = (result: Code): Code => [...result, 0x0f];
/** Only `leave` ends it; what stands behind it is never reached. */
export const forever = (body: Code): Code => [0x03, NO_RESULT, ...body, 0x0c, 0, 0x0b, 0x00];
/** Tests first. */
export const loopWhile = (condition: Code, body: Code): Code =>
  // block { loop { if not condition leave; body; again } }
  [0x02, NO_RESULT, 0x03, NO_RESULT, ...condition, 0x45, 0x0d, 1, ...body, 0x0c, 0, 0x0b, 0x0b];
/** The functions are known to one another by their place in the module. */
export const call = (index: number, ...args: readonly Code[]): Code => [...args.flat(), 0x10, ...unsigned(index)];

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
const text = (name: string): number[] => vector([...Buffer.from(name, 'latin1')].map((byte) => [byte]));
const types = (list: readonly ValueType[]): number[] => vector(list.map((type) => [TYPE[type]]));

/** A module with one memory; it exports that, as `memory`, and all its functions. */
export function assemble(functions: readonly WasmFunction[], memoryPages: number): Uint8Array<ArrayBuffer> {
  const signatures = functions.map((f) => [0x60, ...types(f.parameters), ...types(f.result ? [f.result] : [])]);
  const exports = functions.map((f, index) => [...text(f.name), 0x00, ...unsigned(index)]);
  const bodies = functions.map((f) => {
    const code = [...vector((f.locals ?? []).map((type) => [1, TYPE[type]])), ...f.body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(signatures)),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(5, vector([[0, ...unsigned(memoryPages)]])),
    ...section(7, vector([...exports, [...text('memory'), 0x02, 0]])),
    ...section(10, vector(bodies)),
  ]);
}

/** Runs the module; its exports are the caller's to name. */
export const instantiate = (module: Uint8Array): unknown =>
  new WebAssembly.Instance(new WebAssembly.Module(module)).exports;
