/** Bracket expressions: `[a-z]`, `[^/]`, `[[:alpha:]_]`; within them a backslash is a backslash. */
import { type CharacterClass, CLASSES, type SetParts } from './character-set.ts';

const [OPEN, CLOSE, CARET, DASH] = ['[', ']', '^', '-'].map((c) => c.charCodeAt(0)) as [number, number, number, number];

type Item = number | CharacterClass;

/** `from` stands behind the `[`, `end` behind the `]`. A string says what is wrong. */
export function parseSet(text: readonly number[], from: number): { parts: SetParts; end: number } | string {
  const negated = text[from] === CARET;
  const begin = from + (negated ? 1 : 0);
  const ranges: [number, number][] = [];
  const classes: CharacterClass[] = [];
  for (let at = begin; ; ) {
    if (at >= text.length) return 'Unmatched [, [^, [:, [., or [=';
    if (text[at] === CLOSE && at > begin) return { parts: { negated, ranges, classes }, end: at + 1 };
    const item = readItem(text, at);
    if (typeof item === 'string') return item;
    at = item.end;
    const ranged = text[at] === DASH && text[at + 1] !== undefined && text[at + 1] !== CLOSE;
    if (!ranged) {
      if (typeof item.value === 'number') ranges.push([item.value, item.value]);
      else classes.push(item.value);
      continue;
    }
    const to = readItem(text, at + 1);
    if (typeof to === 'string') return to;
    if (typeof item.value !== 'number' || typeof to.value !== 'number' || to.value < item.value) {
      return 'Invalid range end';
    }
    ranges.push([item.value, to.value]);
    at = to.end;
  }
}

/** One character, a class, or a character in `[.` `.]` or `[=` `=]`. */
function readItem(text: readonly number[], at: number): { value: Item; end: number } | string {
  const mark = text[at] === OPEN ? String.fromCharCode(text[at + 1] ?? 0) : '';
  if (!/[:.=]/.test(mark)) return { value: text[at] as number, end: at + 1 };
  const end = findEnd(text, at + 2, mark.charCodeAt(0));
  if (end < 0) return 'Unmatched [, [^, [:, [., or [=';
  const inside = text.slice(at + 2, end);
  if (mark === ':') {
    const named = CLASSES[String.fromCodePoint(...inside.filter((c) => c < 0x80))];
    return named === undefined ? 'Invalid character class name' : { value: named, end: end + 2 };
  }
  const [only] = inside;
  return only === undefined || inside.length > 1 ? 'Invalid collation character' : { value: only, end: end + 2 };
}

function findEnd(text: readonly number[], from: number, mark: number): number {
  for (let at = from; at + 1 < text.length; at++) if (text[at] === mark && text[at + 1] === CLOSE) return at;
  return -1;
}
