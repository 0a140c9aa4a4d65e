/**
 * RegexWhere: a list of substitutions that name the place of each file (specification 08b §8): `!search!replacement!i`,
 * several with commas between them, each applied to the first match in what the one before has made of the path.
 */
import { AppError, type ByteString, displayText } from '../../../../core/index.ts';
import { posixRegExp } from './posix-reg-exp.ts';

export class RegexWhereError extends AppError {
  readonly code = 'CLIENT_REGEX_WHERE';
  override readonly hint = 'Write it as !search!replacement!, several with commas between them';

  constructor(text: ByteString, found: string) {
    super(`RegexWhere ${displayText(text)} is not understood: ${found}`);
  }
}

export type RenamePath = (path: ByteString, mtimeSec: number) => ByteString;

const SEPARATORS = '!:;|,&%=~/<#';

interface Substitution {
  readonly search: RegExp;
  readonly replacement: ByteString;
}

/** @throws RegexWhereError */
export function parseSubstitutions(text: ByteString): RenamePath {
  const list: Substitution[] = [];
  for (let at = 0; at < text.length; ) {
    const parsed = parseOne(text, at);
    list.push(parsed.substitution);
    at = parsed.next;
    if (at < text.length && text[at++] !== ',')
      throw new RegexWhereError(text, 'a comma is missing between two of them');
  }
  if (list.length === 0) throw new RegexWhereError(text, 'it is empty');
  return (path, mtimeSec) => list.reduce((name, one) => substitute(one, name, mtimeSec), path);
}

function parseOne(text: ByteString, start: number): { substitution: Substitution; next: number } {
  const separator = text[start] ?? '';
  if (!SEPARATORS.includes(separator))
    throw new RegexWhereError(text, `it cannot begin with "${displayText(separator)}"`);
  const search = field(text, start + 1, separator);
  const replacement = field(text, search.next, separator);
  let next = replacement.next;
  let flags = '';
  while (text[next] === 'i' || text[next] === 'g') flags += text[next++];
  try {
    const compiled = posixRegExp(search.value, flags.includes('i'));
    return { substitution: { search: compiled, replacement: replacement.value }, next };
  } catch (error) {
    throw new RegexWhereError(text, (error as Error).message);
  }
}

/** Up to the next separator; `\` before one takes it into the value, all others stay as they are. */
function field(text: ByteString, start: number, separator: string): { value: ByteString; next: number } {
  let value = '';
  for (let at = start; at < text.length; at++) {
    if (text[at] === separator) return { value, next: at + 1 };
    if (text[at] === '\\' && text[at + 1] !== undefined) {
      at++;
      if (text[at] !== separator) value += '\\';
    }
    value += text[at];
  }
  throw new RegexWhereError(text, `its "${separator}" is missing at the end`);
}

function substitute({ search, replacement }: Substitution, path: ByteString, mtimeSec: number): ByteString {
  const match = search.exec(path);
  if (match === null) return path;
  const put = replacement.replace(/[$\\]([0-9m\\$])/g, (whole, what: string) => {
    if (what === 'm') return whole.startsWith('$') ? String(mtimeSec) : 'm';
    return what >= '0' && what <= '9' ? (match[Number(what)] ?? '') : what;
  });
  return path.slice(0, match.index) + put + path.slice(match.index + match[0].length);
}
