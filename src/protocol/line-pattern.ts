/** The pieces of a line pattern (line.ts): literal text, and fields with the way in which they are written. */
import type { ByteString } from '../core/index.ts';

/** A receiver takes no longer name (page 01 §1). */
export const NAME_BYTES_MAX = 127;

/** How a field stands in the line. Without a conversion it is a `name`. */
export interface Values {
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
export type Conversion = keyof Values;

export type Step = { readonly literal: string } | { readonly field: string; readonly conversion: Conversion };

/** `use device={device}\n` in pieces. */
export function compile(pattern: string): Step[] {
  return pattern.split(/(\{[^}]+\})/).flatMap((part): Step[] => {
    if (part === '') return [];
    if (!part.startsWith('{')) return [{ literal: part }];
    const [field = '', conversion = 'name'] = part.slice(1, -1).split(':');
    return [{ field, conversion: conversion as Conversion }];
  });
}
