/**
 * Tokens into resources (07 §1.2), by the tables of a language. It never stops at the first mistake: a directive that
 * cannot be read is reported and skipped, and reading goes on with the next one. No input makes it recurse.
 */
import type { ByteString } from '../../core/index.ts';
import { nearestHint } from '../nearest.ts';
import { readBody } from './body.ts';
import { Cursor } from './cursor.ts';
import { Directives } from './directives.ts';
import type { Includes } from './includes.ts';
import type { Language, ResourceType } from './language.ts';
import type { RawResource } from './raw-resource.ts';
import { skipBlock, skipLine } from './recovery.ts';
import type { ProblemList } from './report.ts';
import { describeToken, type Token } from './token.ts';

/** All resources of a text, in order; what is wrong is in `problems`. */
export function parseResources(
  language: Language,
  file: string,
  text: ByteString,
  includes: Includes,
  problems: ProblemList,
): RawResource[] {
  const cursor = new Cursor(file, text, includes, problems.report);
  const resources: RawResource[] = [];
  if (/^(\xff\xfe|\xfe\xff)/.test(text)) {
    problems.report({
      file,
      line: 1,
      column: 1,
      length: 2,
      message: 'This is UTF-16 text',
      expected: 'UTF-8 or bytes',
    });
    return resources;
  }
  const tables = new Map<ResourceType, Directives>();
  while (!problems.full) {
    const token = cursor.nextOverLines();
    if (token.kind === 'eof') break;
    const type = resourceType(language, cursor, token);
    if (type === undefined) continue;
    const directives = tables.get(type) ?? new Directives(type.table);
    tables.set(type, directives);
    resources.push(readBody(language, cursor, type, directives, token));
  }
  return resources;
}

/** The type that this token opens; otherwise what follows is skipped up to the next one. */
function resourceType(language: Language, cursor: Cursor, token: Token): ResourceType | undefined {
  const { file, line, column, length } = token;
  const at = { file, line, column, length };
  if (token.kind === 'close') {
    cursor.report({ ...at, message: 'This `}` closes nothing', hint: 'One brace too many, here or above' });
    return undefined;
  }
  const words = [...language.types.keys()];
  const type = token.kind === 'identifier' ? language.type(token.text) : undefined;
  const open = token.kind === 'open' ? token : cursor.nextOverLines();
  if (type !== undefined && open.kind === 'open') return type;
  if (type !== undefined) {
    cursor.report({
      file: open.file,
      line: open.line,
      column: open.column,
      length: open.length,
      message: `Expected \`{\` behind ${type.word}, found ${describeToken(open)}`,
      expected: '{',
    });
  } else {
    cursor.report({
      ...at,
      message: `Expected a resource of ${language.name}, found ${describeToken(token)}`,
      expected: `one of ${words.join(', ')}`,
      ...(token.kind === 'identifier' || token.kind === 'string' ? nearestHint(token.text, words) : {}),
    });
  }
  if (open.kind === 'open') skipBlock(cursor);
  else {
    cursor.pushBack(open);
    skipLine(cursor);
  }
  return undefined;
}
