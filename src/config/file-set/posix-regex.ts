/**
 * What makes a text no POSIX extended regular expression. The expressions run in the Client; here only their form is
 * checked, as regcomp would, so that a mistake shows before the Job.
 */

const CLASSES = [
  'alpha',
  'digit',
  'alnum',
  'upper',
  'lower',
  'space',
  'blank',
  'punct',
  'print',
  'graph',
  'cntrl',
  'xdigit',
];
const REPEAT_MAX = 32_767;

/** The mistake; undefined where there is none. */
export function regexMistake(regex: string): string | undefined {
  let depth = 0;
  /** Something stands before that a repetition can repeat. */
  let repeatable = false;
  for (let i = 0; i < regex.length; ) {
    const c = regex[i] as string;
    if (c === '\\') {
      if (i + 1 === regex.length) return 'a backslash at the end';
      repeatable = true;
      i += 2;
    } else if (c === '[') {
      const bracket = readBracket(regex, i);
      if (typeof bracket === 'string') return bracket;
      repeatable = true;
      i = bracket;
    } else if (c === '{') {
      const interval = /^\{(\d*)(,?)(\d*)\}/.exec(regex.slice(i, i + 40));
      if (!interval) return 'a `{` without its `}`';
      const [whole, from = '', comma, to = ''] = interval;
      if (!repeatable) return 'nothing stands before `{`';
      const wrong = (from === '' && comma === '') || Number(from) > REPEAT_MAX || Number(to) > REPEAT_MAX;
      if (wrong || (comma !== '' && to !== '' && Number(to) < Number(from))) return `\`${whole}\` is no repetition`;
      i += whole.length;
    } else {
      if ('*+?'.includes(c) && !repeatable) return `nothing stands before \`${c}\``;
      if (c === '(') depth += 1;
      if (c === ')' && depth > 0) depth -= 1;
      repeatable = !'(|^'.includes(c);
      i += 1;
    }
  }
  return depth > 0 ? 'a `(` without its `)`' : undefined;
}

/** The index behind a bracket expression, or what is wrong with it. */
function readBracket(regex: string, start: number): number | string {
  let i = start + 1;
  if (regex[i] === '^') i += 1;
  for (let first = true; ; first = false) {
    const c = regex[i];
    if (c === undefined) return 'a `[` without its `]`';
    if (c === ']' && !first) return i + 1;
    if (c === '[' && regex[i + 1] === ':') {
      const end = regex.indexOf(':]', i + 2);
      if (end === -1) return 'a `[:` without its `:]`';
      const name = regex.slice(i + 2, end);
      if (!CLASSES.includes(name)) return `there is no class \`${name}\``;
      i = end + 2;
    } else {
      const to = regex[i + 2];
      const ranged = regex[i + 1] === '-' && to !== undefined && to !== ']';
      if (ranged && to !== '[' && to < c) return `\`${c}-${to}\` is no range`;
      i += ranged && to !== '[' ? 3 : 1;
    }
  }
}
