/** What each operator makes of a value; undefined is a variable that does not exist (07 §8). */
import type { Operator, Template } from './template.ts';

/** `expand` gives the text of a word: a default may name variables too. */
export function applyOperator(
  value: string | undefined,
  operator: Operator,
  expand: (word: Template) => string,
): string | undefined {
  if (operator.kind === 'ifUnset') return value === undefined || value === '' ? expand(operator.word) : value;
  if (operator.kind === 'ifEmpty') return value === undefined || value === '' ? expand(operator.word) : '';
  if (value === undefined) return undefined;
  switch (operator.kind) {
    case 'ifSet':
      return value === '' ? value : expand(operator.word);
    case 'upper':
      return value.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
    case 'lower':
      return value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
    case 'length':
      return String(value.length);
    case 'cut':
      return value.slice(operator.start, operator.length === undefined ? undefined : operator.start + operator.length);
    case 'pad':
      return pad(value, operator.width, operator.fill, operator.align);
    case 'substitute':
      return value.replace(operator.pattern, (...match) => fillGroups(operator.replacement, match));
    case 'transliterate':
      return [...value].map((character) => operator.to[operator.from.indexOf(character)] ?? character).join('');
  }
}

function pad(value: string, width: number, fill: string, align: 'l' | 'r' | 'c'): string {
  if (align === 'l') return value.padEnd(width, fill);
  if (align === 'r') return value.padStart(width, fill);
  const left = Math.max(0, Math.floor((width - value.length) / 2));
  return value.padStart(value.length + left, fill).padEnd(width, fill);
}

const fillGroups = (replacement: string, match: readonly unknown[]): string =>
  replacement.replace(/\\(.)/gs, (_escape, character: string) => {
    if (!/[0-9]/.test(character)) return character;
    const group = match[Number(character)];
    return typeof group === 'string' ? group : '';
  });
