/**
 * Where secrets stand in a configuration text, for whoever shows texts to people. Rather a word too much than one too
 * few: misspelt names, comments and texts of several lines are covered too.
 */
import type { ByteString } from '../core/index.ts';

/** From `from` up to, not including, `to`: what stands behind the equals sign. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const MASK = '********';

/** Blanks do not count inside a directive's name, so none may keep it from being seen. */
const spaced = (word: string): string => [...word].join('[ \\t\\r]{0,8}');
const NAME = `(?:${['pas', 'secretkey', 'accesskey', 'token'].map(spaced).join('|')})[a-z \\t\\r]{0,60}`;
const LINE = '[^\\n]*';
const QUOTED = `"(?:\\\\[^]|[^"\\\\])*"${LINE}`;
/** Such a name, `=`, and a quoted text of any length or the rest of the line; a backslash may join the next one. */
const SECRET = new RegExp(`${NAME}\\s{0,20}=[ \\t\\r]{0,60}(?:\\\\[^\\n]*\\n\\s{0,60})?(${QUOTED}|${LINE})`, 'gi');

export function secretRanges(text: ByteString): readonly Range[] {
  const ranges: Range[] = [];
  for (const match of text.matchAll(SECRET)) {
    const to = match.index + match[0].length;
    const from = to - (match[1] ?? '').length;
    if (to > from) ranges.push({ from, to });
  }
  return ranges;
}

/** The text with every secret masked; it has as many lines as before. */
export function maskSecrets(text: ByteString): ByteString {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to } of secretRanges(text)) {
    const newlines = text.slice(from, to).split('\n').length - 1;
    parts.push(text.slice(at, from), MASK, `\n${MASK}`.repeat(newlines));
    at = to;
  }
  return parts.join('') + text.slice(at);
}
