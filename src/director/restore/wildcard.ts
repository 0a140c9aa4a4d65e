/**
 * Patterns for choosing files, as POSIX expressions on the whole path: `*` and `?` stay within one folder, `**` does
 * not, `[…]` is a set. What matches a folder brings all that is below it. Without a slash it is tried in every folder.
 */
import type { ByteString } from '../../core/index.ts';

export const isPattern = (item: ByteString): boolean => /[*?[]/.test(item);

export function patternExpression(item: ByteString): ByteString {
  const pattern = item.endsWith('/') ? item.slice(0, -1) : item;
  const anywhere = pattern.includes('/') ? '' : '(.*/)?';
  return `^${anywhere}${translate(pattern)}(/.*)?$`;
}

function translate(pattern: ByteString): ByteString {
  let expression = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '[') {
      const set = readSet(pattern, at);
      expression += set?.expression ?? '\\[';
      at = set?.end ?? at;
    } else if (character === '*' && pattern.charAt(at + 1) === '*') {
      while (pattern.charAt(at + 1) === '*') at++;
      expression += '.*';
    } else if (character === '\\' && at + 1 < pattern.length) {
      expression += literal(pattern.charAt(++at));
    } else {
      expression += WILD[character] ?? literal(character);
    }
  }
  return expression;
}

const WILD: Readonly<Record<string, string>> = { '*': '[^/]*', '?': '[^/]' };

/** Everything that could mean something to the expression is escaped; other bytes, also newlines, stand for themselves. */
const literal = (character: string): string => (/[.^$*+?()[\]{}|\\]/.test(character) ? `\\${character}` : character);

/** `[a-z]`, `[!a-z]`; undefined where the bracket is never closed: then it stands for itself. */
function readSet(pattern: string, open: number): { expression: string; end: number } | undefined {
  const negated = '!^'.includes(pattern.charAt(open + 1)) && open + 1 < pattern.length;
  const first = open + (negated ? 2 : 1);
  const end = pattern.indexOf(']', first + 1);
  if (end < 0 || pattern.slice(first, end).includes('/')) return undefined;
  const members = pattern.slice(first, end).replace(/[\\[\]]/g, '\\$&');
  return { expression: `[${negated ? '^/' : ''}${members}]`, end };
}
