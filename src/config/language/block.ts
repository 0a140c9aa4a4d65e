/** Blocks inside a resource (RunScript, Options, addresses, …): named entries between braces, mistakes survived. */
import { nearestHint } from '../nearest.ts';
import type { Cursor } from './cursor.ts';
import { Mistake } from './mistake.ts';
import { recover } from './recovery.ts';
import { describeToken, type Token } from './token.ts';

/** What may stand in a block, by lower-case name; the reader starts behind the name. */
export type BlockEntries = ReadonlyMap<string, (cursor: Cursor, name: Token) => void>;

export interface BlockOptions {
  /** For messages: `an Options block`. */
  readonly what: string;
  /** Text behind a value on its line is ignored, and said to be. */
  readonly entries: BlockEntries;
  /** Names as messages write them. */
  readonly names: readonly string[];
}

/** Reads `{ … }`; each entry is `Name = value` or a block of its own. */
export function readBlock(cursor: Cursor, { what, entries, names }: BlockOptions): void {
  const open = cursor.nextOverLines();
  if (open.kind !== 'open') {
    cursor.pushBackEnd(open);
    cursor.fail(open, `Expected \`{\` of ${what}, found ${describeToken(open)}`, { expected: '{' });
  }
  for (;;) {
    const token = cursor.nextOverLines();
    if (token.kind === 'close') return;
    if (token.kind === 'eof') {
      cursor.pushBack(token);
      cursor.fail(open, `The brace of ${what} that opens here is never closed`, { expected: '}' });
    }
    try {
      const named = token.kind === 'identifier' || token.kind === 'string';
      const entry = named ? entries.get(token.text.toLowerCase()) : undefined;
      if (!entry) {
        const hint = named ? nearestHint(token.text, names) : {};
        cursor.fail(token, `${describeToken(token)} has no place in ${what}`, {
          expected: `one of ${names.join(', ')}`,
          ...hint,
        });
      }
      entry(cursor, token);
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      cursor.report(error.finding);
      recover(cursor);
    }
  }
}

/** The equals sign behind a name. */
export function expectEquals(cursor: Cursor, name: Token): void {
  const token = cursor.nextOverLines();
  if (token.kind === 'equals') return;
  cursor.pushBackEnd(token);
  cursor.fail(token, `Expected \`=\` behind ${name.text}, found ${describeToken(token)}`, { expected: '=' });
}

/** To the end of the line; text that is ignored there is named. */
export function endOfEntry(cursor: Cursor, hint = 'A text with blanks in it needs quotes'): void {
  const token = cursor.next();
  if (token.kind === 'eol') return;
  cursor.pushBack(token);
  if (token.kind === 'close' || token.kind === 'eof') return;
  // The text itself may be a secret, and is left out.
  cursor.warn(token, 'The rest of the line is ignored', { hint });
  recover(cursor);
}

/** An entry `Name = value`. */
export const assignment =
  (read: (cursor: Cursor, name: Token) => void, hint?: string) =>
  (cursor: Cursor, name: Token): void => {
    expectEquals(cursor, name);
    read(cursor, name);
    endOfEntry(cursor, hint);
  };
