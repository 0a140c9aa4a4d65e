/**
 * A line of text on the wire, written down once and used both ways: `line('use device={device}\n')` formats and parses.
 * Reading is as tolerant as Bacula's own scanf (page 01 §1): any run of blanks equals any other, text behind the last
 * field is ignored, and what a pattern begins with is enough to recognise it. It is linear in the text and never throws.
 */
import type { ByteString } from '../core/index.ts';
import { hideBlanks, showBlanks } from './blanks.ts';
import { UnsendableTextError } from './message-errors.ts';

export const NAME_BYTES_MAX = 127;
const CODE_MAX = 127;

/** How a field stands in the line. Without a conversion it is a `name`. */
interface Values {
  /** A resource, Job or Volume name: blanks hidden, at least one and at most 127 bytes. */
  name: ByteString;
  /** Anything without blanks, also nothing. */
  word: ByteString;
  /** As word, with hidden blanks: paths, error texts. */
  hidden: ByteString;
  /** All up to the end of the line, with hidden blanks: commands, prefixes. */
  text: ByteString;
  /** All that is left, newlines too. */
  raw: ByteString;
  /** A decimal integer; what exceeds the safe range is cut to its end. */
  int: number;
  /** As int, with commas between thousands when read: `308,917`. */
  commas: number;
  /** `0` or `1`. */
  flag: boolean;
  /** A letter sent as its decimal ASCII code: `84` is `T`. */
  code: string;
}
type Conversion = keyof Values;

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

type Step = { literal: string } | { field: string; conversion: Conversion };
type Taken = { value: string | number | boolean; end: number };

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

export function parseAny<T extends Record<string, Line<unknown>>>(lines: T, text: ByteString): AnyLine<T> | undefined {
  for (const kind in lines) {
    const fields = lines[kind]?.parse(text);
    if (fields !== undefined) return { kind, fields } as unknown as AnyLine<T>;
  }
  return undefined;
}

function compile(pattern: string): Step[] {
  return pattern.split(/(\{[^}]+\})/).flatMap((part): Step[] => {
    if (part === '') return [];
    if (!part.startsWith('{')) return [{ literal: part }];
    const [field = '', conversion = 'name'] = part.slice(1, -1).split(':');
    return [{ field, conversion: conversion as Conversion }];
  });
}

// --- writing

const BREAKS_LINE = /[\0\n]/;

function write(step: Step, fields: Record<string, unknown>): string {
  if ('literal' in step) return step.literal;
  const value = fields[step.field];
  if (typeof value === 'string') return writeText(step.conversion, step.field, value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  throw new UnsendableTextError(step.field, String(value));
}

function writeText(conversion: Conversion, field: string, value: string): string {
  if (conversion === 'code' && value.length === 1) return String(value.charCodeAt(0));
  if (conversion === 'raw') return value;
  if (BREAKS_LINE.test(value)) throw new UnsendableTextError(field, value);
  if (conversion === 'name' && (value === '' || value.length > NAME_BYTES_MAX)) {
    throw new UnsendableTextError(field, value);
  }
  if (conversion === 'word' && value.includes(' ')) throw new UnsendableTextError(field, value);
  return hideBlanks(value);
}

// --- reading

function read(steps: readonly Step[], text: ByteString): Record<string, unknown> | undefined {
  const fields: Record<string, unknown> = {};
  let at = 0;
  for (const step of steps) {
    if ('literal' in step) {
      at = skipLiteral(step.literal, text, at);
      if (at < 0) return undefined;
      continue;
    }
    const taken = take(step.conversion, text, at);
    if (taken === undefined) return undefined;
    fields[step.field] = taken.value;
    at = taken.end;
  }
  return fields;
}

/** Where the literal ends in the text, or -1. Blanks of the literal stand for any run of blanks, also for none. */
function skipLiteral(literal: string, text: string, from: number): number {
  let at = from;
  for (let i = 0; i < literal.length; i++) {
    const character = literal.charCodeAt(i);
    if (isBlank(character)) at = skipBlanks(text, at);
    else if (text.charCodeAt(at) === character) at++;
    else return -1;
  }
  return at;
}

function take(conversion: Conversion, text: string, from: number): Taken | undefined {
  switch (conversion) {
    case 'name': {
      const end = endOfWord(text, from);
      const length = end - from;
      if (length < 1 || length > NAME_BYTES_MAX) return undefined;
      return { value: showBlanks(text.slice(from, end)), end };
    }
    case 'word': {
      const end = endOfWord(text, from);
      return { value: text.slice(from, end), end };
    }
    case 'hidden': {
      const end = endOfWord(text, from);
      return { value: showBlanks(text.slice(from, end)), end };
    }
    case 'text': {
      const end = endOfLine(text, from);
      return { value: showBlanks(text.slice(from, end)), end };
    }
    case 'raw':
      return { value: text.slice(from), end: text.length };
    case 'flag': {
      const taken = takeInteger(text, from, false);
      return taken && { value: taken.value !== 0, end: taken.end };
    }
    case 'code': {
      const taken = takeInteger(text, from, false);
      if (taken === undefined || taken.value < 1 || taken.value > CODE_MAX) return undefined;
      return { value: String.fromCharCode(taken.value), end: taken.end };
    }
    default:
      return takeInteger(text, from, conversion === 'commas');
  }
}

function takeInteger(text: string, from: number, commas: boolean): { value: number; end: number } | undefined {
  let at = skipBlanks(text, from);
  const negative = text.charCodeAt(at) === 0x2d;
  if (negative) at++;
  const first = at;
  let value = 0;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit >= 0 && digit <= 9) value = Math.min(value * 10 + digit, Number.MAX_SAFE_INTEGER);
    else if (!(commas && at > first && digit === -4)) break;
  }
  if (at === first) return undefined;
  return { value: negative && value !== 0 ? -value : value, end: at };
}

const isBlank = (character: number): boolean => character === 0x20 || (character >= 0x09 && character <= 0x0d);

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** The first blank or NUL from here, or the end of the text. */
function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== 0 && !isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** The first newline or NUL from here, or the end of the text. */
function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== 0 && text.charCodeAt(at) !== 0x0a) at++;
  return at;
}
