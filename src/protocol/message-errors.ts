/** What can be wrong with a message, whichever family it belongs to. Texts of a peer are shown shortened and printable. */
import { AppError, type ByteString, displayText } from '../core/index.ts';

const SHOWN_BYTES_MAX = 200;

/** A peer's text as a person may see it in an error: one line, bounded. */
export const excerpt = (text: ByteString): string =>
  text.length > SHOWN_BYTES_MAX ? `${displayText(text.slice(0, SHOWN_BYTES_MAX))}…` : displayText(text);

export class MalformedMessageError extends AppError {
  readonly code = 'PROTOCOL_MALFORMED_MESSAGE';
  override readonly hint = 'The peer is not a daemon that we know, or another program answers on its port';

  constructor(what: string, text: ByteString, options?: ErrorOptions) {
    super(`Malformed ${what}: "${excerpt(text)}"`, options);
  }
}

export class UnsendableTextError extends AppError {
  readonly code = 'PROTOCOL_UNSENDABLE_TEXT';
  override readonly hint =
    'Names hold at most 127 bytes, and neither they nor commands may hold a newline or a NUL byte';

  constructor(field: string, text: ByteString, options?: ErrorOptions) {
    super(`Cannot be sent as ${field}: "${excerpt(text)}"`, options);
  }
}
