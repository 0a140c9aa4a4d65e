/**
 * Wildcards as Bacula's own fnmatch reads them (specification 07 §3.3), on bytes: `*` and `?` match slashes and leading
 * dots too, `[…]` knows ranges and `!` or `^` but no classes, a backslash takes the next character as it is. What is no
 * wildcard after all, such as a `[` without its end, stands for itself.
 */
import type { ByteString } from '../../../core/index.ts';
import type { Pattern } from './pattern.ts';

export interface WildcardOptions {
  /** Letters of ASCII only, as in genuine Clients. */
  readonly ignoreCase?: boolean;
}

/** A byte, one of the marks below, or -3 - n for the n-th set. */
type Token = number;
const STAR = -1;
const ANY = -2;
const FIRST_SET = -3;

interface Tokens {
  readonly tokens: readonly Token[];
  /** For each byte whether it is in the set. */
  readonly sets: readonly Uint8Array[];
}

export function compileWildcard(text: ByteString, { ignoreCase = false }: WildcardOptions = {}): Pattern {
  const { tokens, sets } = tokenize(text, ignoreCase);
  const quick = ignoreCase ? undefined : quickPattern(tokens);
  return quick ?? { matches: (path) => matchTokens(Int32Array.from(tokens), sets, path, ignoreCase) };
}

/** The text that it stands for alone; undefined: it is a wildcard. */
export function literalOf(text: ByteString): ByteString | undefined {
  const { tokens } = tokenize(text, false);
  return tokens.every((token) => token >= 0) ? String.fromCharCode(...tokens) : undefined;
}

/** The usual forms: a text alone, or between stars. */
function quickPattern(tokens: readonly Token[]): Pattern | undefined {
  const [open, close] = [tokens[0] === STAR, tokens.length > 1 && tokens.at(-1) === STAR];
  const inner = tokens.slice(open ? 1 : 0, close ? -1 : undefined);
  if (inner.some((token) => token < 0)) return undefined;
  const text = String.fromCharCode(...inner);
  if (open && close) return { matches: (path) => path.includes(text) };
  if (open) return { matches: (path) => path.endsWith(text) };
  return close ? { matches: (path) => path.startsWith(text) } : { matches: (path) => path === text };
}

function tokenize(text: ByteString, ignoreCase: boolean): Tokens {
  const tokens: Token[] = [];
  const sets: Uint8Array[] = [];
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    const set = c === '[' ? readSet(text, at + 1, ignoreCase) : undefined;
    if (c === '*') {
      if (tokens.at(-1) !== STAR) tokens.push(STAR);
    } else if (c === '?') {
      tokens.push(ANY);
    } else if (set !== undefined) {
      tokens.push(FIRST_SET - sets.length);
      sets.push(set.members);
      at = set.end;
    } else {
      if (c === '\\' && at + 1 < text.length) at++;
      const byte = text.charCodeAt(at);
      tokens.push(ignoreCase ? fold(byte) : byte);
    }
  }
  return { tokens, sets };
}

/** `from` stands behind the `[`, the answer's `end` on the `]`. Undefined: there is none. */
function readSet(
  text: ByteString,
  from: number,
  ignoreCase: boolean,
): { members: Uint8Array; end: number } | undefined {
  const folded = (byte: number): number => (ignoreCase ? fold(byte) : byte);
  const negated = text[from] === '!' || text[from] === '^';
  const members = new Uint8Array(256).fill(negated ? 1 : 0);
  const begin = from + (negated ? 1 : 0);
  let at = begin;
  const next = (): number => {
    if (text[at] === '\\' && at + 1 < text.length) at++;
    return folded(text.charCodeAt(at++));
  };
  while (at < text.length) {
    if (text[at] === ']' && at > begin) return { members, end: at };
    const low = next();
    const ranged = text[at] === '-' && at + 1 < text.length && text[at + 1] !== ']';
    if (ranged) at++;
    const high = ranged ? next() : low;
    for (let byte = 0; byte < 256; byte++) {
      if (folded(byte) >= low && folded(byte) <= high) members[byte] = negated ? 0 : 1;
    }
  }
  return undefined;
}

const fold = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);

/** A star takes as little as it can; only the last one ever has to take more. */
function matchTokens(tokens: Int32Array, sets: readonly Uint8Array[], path: ByteString, ignoreCase: boolean): boolean {
  let token = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < path.length) {
    const wanted = tokens[token];
    if (wanted === STAR) {
      star = token++;
      starAt = at;
      continue;
    }
    const byte = path.charCodeAt(at);
    if (wanted !== undefined && fits(wanted, ignoreCase ? fold(byte) : byte, sets)) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (tokens[token] === STAR) token++;
  return token === tokens.length;
}

function fits(wanted: Token, byte: number, sets: readonly Uint8Array[]): boolean {
  if (wanted >= 0) return wanted === byte;
  return wanted === ANY || sets[FIRST_SET - wanted]?.[byte & 0xff] === 1;
}
