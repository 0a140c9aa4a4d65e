/**
 * A POSIX extended regular expression as one of JavaScript. Paths are bytes, a character for each; classes are those of
 * the C locale. Of several possible matches JavaScript takes the first alternative, POSIX the longest: the one difference.
 */
const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t\\n\\v\\f\\r',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  print: ' -~',
  graph: '!-~',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
};

/** @throws Error with a sentence */
export function posixRegExp(expression: string, ignoreCase: boolean): RegExp {
  let source = '';
  for (let at = 0; at < expression.length; ) {
    const character = expression[at] as string;
    if (character === '[') {
      const bracket = translateBracket(expression, at);
      source += bracket.source;
      at = bracket.next;
    } else if (character === '\\') {
      const next = expression[at + 1];
      if (next === undefined) throw new Error('it ends with a backslash');
      // A letter behind a backslash is only itself in POSIX; a digit refers to a group, as most libraries have it.
      source += /[A-Za-z]/.test(next) ? next : /[1-9]/.test(next) ? `\\${next}` : literal(next);
      at += 2;
    } else {
      source += SPECIAL.includes(character) ? character : literal(character);
      at++;
    }
  }
  return new RegExp(source, ignoreCase ? 'is' : 's');
}

/** These mean in JavaScript what they mean in POSIX. */
const SPECIAL = [...'.*+?^', '$', ...'{}()|'];

const literal = (character: string): string =>
  /[A-Za-z0-9]/.test(character) ? character : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

function translateBracket(expression: string, start: number): { source: string; next: number } {
  let at = start + 1;
  const negated = expression[at] === '^';
  if (negated) at++;
  let set = '';
  for (let first = true; ; first = false) {
    const character = expression[at];
    if (character === undefined) throw new Error('a "[" has no "]"');
    if (character === ']' && !first) return { source: `[${negated ? '^' : ''}${set}]`, next: at + 1 };
    const named = /^\[:([a-z]+):\]/.exec(expression.slice(at, at + 12));
    if (named !== null) {
      const members = CLASSES[named[1] as string];
      if (members === undefined) throw new Error(`there is no class [:${named[1]}:]`);
      set += members;
      at += named[0].length;
    } else {
      const isRange = character === '-' && !first && expression[at + 1] !== ']';
      set += isRange ? '-' : literal(character);
      at++;
    }
  }
}
