/** Text into the fields of a line (line.ts), as scanf would: bounded, linear, and never throwing. */
import type { ByteString } from '../core/index.ts';
import { showBlanks } from './blanks.ts';
import { type Conversion, NAME_BYTES_MAX, type Step } from './line-pattern.ts';

const CODE_MAX = 127;

type Taken = { value: string | number | boolean; end: number };

export function read(steps: readonly Step[], text: ByteString): Record<string, unknown> | undefined {
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
