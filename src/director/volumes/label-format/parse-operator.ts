/** The operators behind a variable's colons (07 §8): one letter, then its own arguments. */
import { VOLUME_NAME_BYTES_MAX } from '../volume-name.ts';
import type { Scanner } from './scanner.ts';
import type { Operator, Template } from './template.ts';

/** `word` reads text and variables up to the next `:` or `}`. */
export function parseOperator(scanner: Scanner, word: () => Template): Operator {
  const letter = scanner.match(/[a-z#*+-]/y);
  switch (letter) {
    case 'u':
      return { kind: 'upper' };
    case 'l':
      return { kind: 'lower' };
    case '#':
      return { kind: 'length' };
    case '-':
      return { kind: 'ifUnset', word: word() };
    case '+':
      return { kind: 'ifSet', word: word() };
    case '*':
      return { kind: 'ifEmpty', word: word() };
    case 'o':
      return parseCut(scanner);
    case 'p':
      return parsePad(scanner);
    case 's':
      return parseSubstitute(scanner);
    case 'y':
      return parseTransliterate(scanner);
    default:
      throw new SyntaxError('unknown command character in variable');
  }
}

/** `o1,3` and `o1-3` both are three characters from offset 1, whatever the minus suggests. */
function parseCut(scanner: Scanner): Operator {
  const start = scanner.match(/\d{1,9}/y);
  if (start === '' || !(scanner.skip(',') || scanner.skip('-'))) throw new SyntaxError('missing start offset in o');
  const length = scanner.match(/\d{1,9}/y);
  return { kind: 'cut', start: Number(start), ...(length === '' ? {} : { length: Number(length) }) };
}

function parsePad(scanner: Scanner): Operator {
  const [width = '', fill = ''] = fields(scanner, 2);
  const align = scanner.match(/[lrc]/y);
  const wide = /^\d{1,9}$/.test(width) ? Number(width) : Number.NaN;
  if (!(wide <= VOLUME_NAME_BYTES_MAX)) throw new SyntaxError('missing or too large width in p');
  if (fill === '') throw new SyntaxError('empty padding in p');
  if (align !== 'l' && align !== 'r' && align !== 'c') throw new SyntaxError('malformed p: wants l, r or c');
  return { kind: 'pad', width: wide, fill, align };
}

/** Flags: g all, i case-insensitive, t plain text. `\1` in the replacement is the first group. */
function parseSubstitute(scanner: Scanner): Operator {
  const [search = '', replacement = ''] = fields(scanner, 2);
  const flags = scanner.match(/[gitm]*/y);
  if (search === '') throw new SyntaxError('empty search string in s');
  const source = flags.includes('t') ? search.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : search;
  const pattern = new RegExp(source, [...'gim'].filter((flag) => flags.includes(flag)).join(''));
  return { kind: 'substitute', pattern, replacement };
}

function parseTransliterate(scanner: Scanner): Operator {
  const [from = '', to = ''] = fields(scanner, 2).map(spellOut);
  if (from.length !== to.length) throw new SyntaxError('character classes of y differ in length');
  return { kind: 'transliterate', from, to };
}

/** `a-e` is abcde. */
const spellOut = (characters: string): string =>
  characters.replace(/(.)-(.)/gs, (_range, first: string, last: string) => {
    const length = last.charCodeAt(0) - first.charCodeAt(0) + 1;
    return Array.from({ length: Math.max(0, length) }, (_, i) => String.fromCharCode(first.charCodeAt(0) + i)).join('');
  });

/** `/a/b/`: the character before the first field separates them all; escaped it belongs to the field. */
function fields(scanner: Scanner, count: number): string[] {
  const separator = scanner.character();
  return Array.from({ length: count }, () => {
    let field = '';
    while (!scanner.skip(separator)) {
      if (scanner.atEnd) throw new SyntaxError('incomplete variable specification');
      field += scanner.skip(`\\${separator}`) ? separator : rawCharacter(scanner);
    }
    return field;
  });
}

/** Escapes stay for the regular expression. */
const rawCharacter = (scanner: Scanner): string => scanner.match(/\\.|./sy);
