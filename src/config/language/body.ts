/** What stands between the braces of a resource, directive by directive. */
import type { ByteString } from '../../core/index.ts';
import { nearestHint } from '../nearest.ts';
import { endOfEntry, expectEquals } from './block.ts';
import type { Cursor } from './cursor.ts';
import type { Directives, Known } from './directives.ts';
import type { Language, ResourceType } from './language.ts';
import { Mistake } from './mistake.ts';
import type { Place, RawResource } from './raw-resource.ts';
import { recover } from './recovery.ts';
import { describeToken, type Token } from './token.ts';

/** Values as they gather. */
class Gathering {
  readonly values = new Map<string, unknown>();
  readonly mentioned = new Map<string, Place>();

  constructor(preset: Readonly<Record<string, unknown>> = {}) {
    for (const [key, value] of Object.entries(preset)) this.values.set(key, value);
  }
}

/** Reads up to the closing brace; the opening one is read. `word` is the resource's type as it stands there. */
export function readBody(
  language: Language,
  cursor: Cursor,
  type: ResourceType,
  directives: Directives,
  word: Token,
): RawResource {
  const at = place(word);
  const gathering = new Gathering(type.preset);
  for (;;) {
    const token = cursor.nextOverLines();
    if (token.kind === 'close') break;
    if (token.kind === 'eof') {
      cursor.pushBack(token);
      cursor.report({ ...at, message: `The resource ${type.word} that begins here is never closed`, expected: '}' });
      break;
    }
    if (token.kind === 'identifier' && beginsResource(language, cursor, directives, token)) {
      const hint = `Close the ${type.word} of line ${at.line} with \`}\` before it`;
      cursor.report({ ...place(token), message: `A resource cannot begin inside another`, expected: '}', hint });
      cursor.pushBack(token);
      break;
    }
    readDirective(cursor, type, directives, token, gathering);
  }
  return finished(cursor, type, directives, at, gathering);
}

/** A known type followed by a brace, where no block of that name belongs: the brace before it was forgotten. */
function beginsResource(language: Language, cursor: Cursor, directives: Directives, token: Token): boolean {
  const known = directives.find(token.text);
  if (language.type(token.text) === undefined || known?.entry.block) return false;
  return cursor.peek() === '{';
}

function readDirective(
  cursor: Cursor,
  type: ResourceType,
  directives: Directives,
  token: Token,
  gathering: Gathering,
): void {
  try {
    const known = knownDirective(cursor, type, directives, token);
    if (!known.entry.block) expectEquals(cursor, token);
    refuseSecond(cursor, known, token, gathering);
    const value = known.entry.read(cursor, gathering.values.get(known.key));
    const before =
      known.row.repeat === 'append' ? (gathering.values.get(known.key) as unknown[] | undefined) : undefined;
    gathering.values.set(known.key, before === undefined ? value : [...before, ...(value as unknown[])]);
    gathering.mentioned.set(known.key, place(token));
    if (!known.entry.strict) endOfEntry(cursor);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    cursor.report(error.finding);
    recover(cursor);
    const known = directives.find(token.text);
    // What was mentioned, if wrongly, is not missing as well.
    if (known) gathering.mentioned.set(known.key, place(token));
  }
}

function knownDirective(cursor: Cursor, type: ResourceType, directives: Directives, token: Token): Known {
  if (token.kind !== 'identifier') {
    const hint = token.kind === 'string' ? nearestHint(token.text.replace(/[-_]/g, ''), directives.names) : {};
    cursor.fail(token, `Expected a directive of ${type.word}, found ${describeToken(token)}`, {
      expected: 'the name of a directive: letters, blanks between them do not count',
      ...hint,
    });
  }
  const known = directives.find(token.text);
  if (known) return known;
  return cursor.fail(
    token,
    `${type.word} has no directive \`${token.text}\``,
    nearestHint(token.text, directives.names),
  );
}

function refuseSecond(cursor: Cursor, known: Known, token: Token, gathering: Gathering): void {
  const before = gathering.mentioned.get(known.key);
  if (before === undefined || known.row.repeat !== 'refuse') return;
  cursor.fail(token, `${known.entry.name} is given twice`, {
    hint: `It was given first on line ${before.line} of ${before.file}`,
  });
}

function finished(
  cursor: Cursor,
  type: ResourceType,
  directives: Directives,
  at: Place,
  { values, mentioned }: Gathering,
): RawResource {
  if (!type.requiredLater) reportMissing(cursor.report, type.word, directives.table, at, mentioned);
  const name = (values.get('name') ?? directives.table.name?.initial ?? '') as ByteString;
  return { type, name, at, nameAt: mentioned.get('name') ?? at, values, mentioned };
}

/** Required directives that are not there. */
export function reportMissing(
  report: Cursor['report'],
  word: string,
  table: Directives['table'],
  at: Place,
  mentioned: ReadonlyMap<string, unknown>,
): void {
  for (const [key, row] of Object.entries(table)) {
    if (!row.required || mentioned.has(key)) continue;
    report({ ...at, message: `${word} needs the directive ${row.entries[0]?.name}` });
  }
}

const place = ({ file, line, column, length }: Token): Place => ({ file, line, column, length });
