/**
 * A line of text on the wire, written down once and used both ways: `line('use device={device}\n')` formats and parses.
 * Reading is as tolerant as Bacula's own scanf (page 01 §1): any run of blanks equals any other, text behind the last
 * field is ignored, and what a pattern begins with is enough to recognise it. It is linear in the text and never throws.
 */
import type { ByteString } from '../core/index.ts';
import { type Conversion, compile, type Values } from './line-pattern.ts';
import { read } from './line-reading.ts';
import { write } from './line-writing.ts';

type FieldOf<F extends string> = F extends `${infer N}:${infer C}`
  ? { [K in N]: C extends Conversion ? Values[C] : never }
  : { [K in F]: ByteString };
type FieldsIn<P extends string> = P extends `${string}{${infer F}}${infer R}` ? FieldOf<F> & FieldsIn<R> : unknown;
/** The fields of a pattern, by name. */
export type LineFields<P extends string> = { readonly [K in keyof FieldsIn<P>]: FieldsIn<P>[K] };

export interface Line<Fields> {
  /** Throws UnsendableTextError for what would break the line. */
  format(fields: Fields): ByteString;
  /** Undefined: the text is not such a line. */
  parse(text: ByteString): Fields | undefined;
}

/** `{name}` or `{name:conversion}` stands for a field; line-pattern.ts lists the conversions. */
export function line<const P extends string>(pattern: P): Line<LineFields<P>> {
  const steps = compile(pattern);
  return {
    format: (fields) => steps.map((step) => write(step, fields as Record<string, unknown>)).join(''),
    parse: (text) => read(steps, text) as LineFields<P> | undefined,
  };
}

/** Several lines, tried in their order: the answer names the line that fitted. */
export type AnyLine<T extends Record<string, Line<unknown>>> = {
  [K in keyof T]: { readonly kind: K; readonly fields: T[K] extends Line<infer F> ? F : never };
}[keyof T];

/** Undefined: the text is none of these lines. */
export function parseAny<T extends Record<string, Line<unknown>>>(lines: T, text: ByteString): AnyLine<T> | undefined {
  for (const kind in lines) {
    const fields = lines[kind]?.parse(text);
    if (fields !== undefined) return { kind, fields } as unknown as AnyLine<T>;
  }
  return undefined;
}
