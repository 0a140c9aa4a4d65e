/** A peer's words of refusal to the error they mean (specification 01-wire §5.4). Pure. */
import { type AppError, type ByteString, displayText } from '../core/index.ts';
import { HelloRefusedError, NotBaculaError, UnknownDirectorError } from './handshake-errors.ts';

/** Words that came where a challenge was expected. `ownName` is what we called ourselves. */
export function explainRefusal(peer: string, words: ByteString, ownName: ByteString): AppError {
  if (/unknown Director/i.test(words)) return new UnknownDirectorError(peer, ownName);
  if (isText(words)) return new HelloRefusedError(peer, words);
  return new NotBaculaError(peer, `it answers with ${words.length} bytes that are no text`);
}

const isText = (words: ByteString): boolean =>
  words.length > 0 && !displayText(words.replace(/[\r\n\t\x00]/g, '')).includes('\\x');
