/**
 * A POSIX extended regular expression as one of JavaScript's (FileRegex of a bootstrap, page 03 §9). Paths are
 * ByteStrings: one character a byte, and a dot matches any of them.
 */
import type { ByteString } from '../core/index.ts';
import { BootstrapRegexError } from './errors.ts';

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t-\\r',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  print: ' -~',
  graph: '!-~',
  cntrl: '\\0-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
};
/** What GNU understands behind a backslash besides the character itself. */
const ESCAPES: Readonly<Record<string, string>> = {
  w: '\\w',
  W: '\\W',
  s: '\\s',
  S: '\\S',
  b: '\\b',
  B: '\\B',
  '<': '\\b(?=\\w)',
  '>': '\\b(?<=\\w)',
};

/** Throws BootstrapRegexError. */
export function posixExpression(source: ByteString): RegExp {
  try {
    return new RegExp(translate(source), 's');
  } catch (cause) {
    throw new BootstrapRegexError(source, { cause });
  }
}

/** Atom by atom, each with all its repetitions: `a+?` means `(a+)?` here, not a reluctant one. */
function translate(source: ByteString): string {
  let expression = '';
  for (let at = 0; at < source.length; ) {
    const atom = readAtom(source, at);
    at = atom.end;
    let text = atom.text;
    for (let repeat = readRepeat(source, at); repeat !== undefined; repeat = readRepeat(source, at)) {
      // Repeats of a group, or at the beginning of one, stand behind their bracket as they are.
      text = atom.bracket ? text + repeat.text : `(?:${text}${repeat.text})`;
      at = repeat.end;
    }
    expression += text;
  }
  return expression;
}

interface Piece {
  readonly text: string;
  readonly end: number;
  readonly bracket?: boolean;
}

function readAtom(source: string, at: number): Piece {
  const c = source.charAt(at);
  if (c === '[') return readBracket(source, at);
  if (c === '\\') {
    if (at + 1 === source.length) throw new SyntaxError('a backslash at the end');
    const escaped = source.charAt(at + 1);
    return { text: ESCAPES[escaped] ?? literal(escaped), end: at + 2 };
  }
  if ('()|'.includes(c)) return { text: c, end: at + 1, bracket: true };
  return { text: '^$.'.includes(c) ? c : literal(c), end: at + 1 };
}

function readRepeat(source: string, at: number): Piece | undefined {
  const found = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/.exec(source.slice(at, at + 24));
  if (found === null) return undefined;
  const [text, from, comma, to] = found;
  const bounds = from === undefined ? text : `{${from || '0'}${comma}${to}}`;
  return { text: bounds, end: at + text.length };
}

/** In brackets a backslash is a backslash, and `]` comes first or ends them. */
function readBracket(source: string, start: number): Piece {
  let at = start + 1;
  let text = '[';
  if (source.charAt(at) === '^') {
    text += '^';
    at += 1;
  }
  for (let first = true; first || source.charAt(at) !== ']'; first = false) {
    if (at >= source.length) throw new SyntaxError('a [ without its ]');
    const named = /^\[:([a-z]+):\]/.exec(source.slice(at, at + 12));
    const members = named === null ? undefined : CLASSES[named[1] ?? ''];
    if (named !== null && members === undefined) throw new SyntaxError(`no class ${named[1]}`);
    const isDash = source.charAt(at) === '-' && !first && source.charAt(at + 1) !== ']';
    text += members ?? (isDash ? '-' : literal(source.charAt(at)));
    at += named === null ? 1 : named[0].length;
  }
  return { text: `${text}]`, end: at + 1 };
}

const literal = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
