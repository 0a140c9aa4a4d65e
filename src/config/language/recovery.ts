/** After a mistake: how far to read on before directives make sense again. */
import type { Cursor } from './cursor.ts';

/** To the end of the line, over blocks that begin on it; a brace that closes the block around stays. */
export function skipLine(cursor: Cursor): void {
  for (;;) {
    const token = cursor.next();
    if (token.kind === 'eol') return;
    if (token.kind === 'close' || token.kind === 'eof') {
      cursor.pushBack(token);
      return;
    }
    if (token.kind === 'open') {
      skipBlock(cursor);
      return;
    }
  }
}

/** Behind the brace that closes the one just read. */
export function skipBlock(cursor: Cursor): void {
  for (let depth = 1; depth > 0; ) {
    const token = cursor.next();
    if (token.kind === 'open') depth += 1;
    else if (token.kind === 'close') depth -= 1;
    else if (token.kind === 'eof') {
      cursor.pushBack(token);
      return;
    }
  }
}

/** From the token that was wrong to the end of its directive. */
export function recover(cursor: Cursor): void {
  const { last } = cursor;
  if (last?.kind === 'eol') return;
  if (last?.kind === 'close' || last?.kind === 'eof') cursor.pushBack(last);
  else if (last?.kind === 'open') skipBlock(cursor);
  else skipLine(cursor);
}
