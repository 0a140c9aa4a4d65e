/**
 * Reads a LabelFormat: `$Name`, `${Name[index]:op:op…}`, `\` escapes (07 §8). Loops `[…]{…}` are refused, as
 * Bacula refuses them.
 */
import type { ByteString } from '../../../core/index.ts';
import { LabelFormatError } from '../errors.ts';
import { parseOperator } from './parse-operator.ts';
import { Scanner } from './scanner.ts';
import type { Operator, Part, Template, Variable } from './template.ts';

export function parseLabelFormat(format: ByteString): Template {
  const scanner = new Scanner(format);
  try {
    return parseParts(scanner, '');
  } catch (error) {
    if (error instanceof SyntaxError) throw new LabelFormatError(format, error.message, { cause: error });
    throw error;
  }
}

/** Text and variables up to one of the characters in `end`, which is left unread. */
function parseParts(scanner: Scanner, end: string): Part[] {
  const parts: Part[] = [];
  let text = '';
  while (!scanner.atEnd && !(end !== '' && end.includes(scanner.peek()))) {
    if (scanner.peek() === '$') {
      if (text !== '') parts.push({ kind: 'text', text });
      text = '';
      parts.push(parseVariable(scanner));
    } else if (end === '' && scanner.peek() === '[') {
      throw new SyntaxError('lookup function does not support variable arrays');
    } else {
      text += scanner.character();
    }
  }
  if (text !== '') parts.push({ kind: 'text', text });
  return parts;
}

function parseVariable(scanner: Scanner): Variable {
  const begin = scanner.position;
  scanner.skip('$');
  if (!scanner.skip('{')) {
    return {
      kind: 'variable',
      name: parseName(scanner),
      source: scanner.since(begin),
      increment: false,
      operators: [],
    };
  }
  const name = parseName(scanner);
  const index = parseIndex(scanner);
  const increment = scanner.skip('+');
  const operators: Operator[] = [];
  while (scanner.skip(':')) operators.push(parseOperator(scanner, () => parseParts(scanner, ':}')));
  if (!scanner.skip('}')) throw new SyntaxError('incomplete variable specification');
  const source = scanner.since(begin);
  return { kind: 'variable', name, source, increment, operators, ...(index === undefined ? {} : { index }) };
}

function parseName(scanner: Scanner): string {
  const name = scanner.match(/[A-Za-z0-9_]+/y);
  if (name === '') throw new SyntaxError('incomplete variable specification');
  return name;
}

/** `[2]`; `[#]`, the number of the round in a loop, is 0 where there is none. */
function parseIndex(scanner: Scanner): number | undefined {
  if (!scanner.skip('[')) return undefined;
  const text = scanner.match(/\d{1,9}|#/y);
  if (text === '' || !scanner.skip(']')) throw new SyntaxError('incomplete index specification');
  return text === '#' ? 0 : Number(text);
}
