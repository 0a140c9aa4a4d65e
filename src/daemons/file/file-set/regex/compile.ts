/** A regular expression of a FileSet, ready to be matched. */
import type { ByteString } from '../../../../core/index.ts';
import { RegexError } from '../errors.ts';
import type { Pattern } from '../pattern.ts';
import { Automaton } from './automaton.ts';
import { parseRegex } from './parse.ts';
import { compileProgram } from './program.ts';

const TEXT_BYTES_MAX = 4096;

/** @throws RegexError */
export function compileRegex(text: ByteString, { ignoreCase = false } = {}): Pattern {
  if (text.length > TEXT_BYTES_MAX) throw new RegexError(text.slice(0, 80), 'Regular expression too big');
  const expression = parseRegex(text, ignoreCase);
  if (typeof expression === 'string') throw new RegexError(text, expression);
  const program = compileProgram(expression);
  if (program === undefined) throw new RegexError(text, 'Regular expression too big');
  return new Automaton(program);
}
