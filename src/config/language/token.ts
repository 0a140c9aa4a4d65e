/** What the lexer hands out (07 §1.1). */
import type { ByteString } from '../../core/index.ts';

export interface Position {
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export type TokenKind =
  /** Letters only, the blanks between them gone. */
  | 'identifier'
  | 'number'
  /** Unquoted text with anything else in it. */
  | 'string'
  | 'quoted'
  | 'open'
  | 'close'
  | 'equals'
  | 'comma'
  /** A newline or `;`, or the end of an included text. */
  | 'eol'
  | 'eof';

export interface Token extends Position {
  readonly kind: TokenKind;
  /** The value: unquoted, unescaped. */
  readonly text: ByteString;
  /** Bytes that it takes on its first line. */
  readonly length: number;
}

/** For "found …" in messages. */
export function describeToken({ kind, text }: Token): string {
  switch (kind) {
    case 'eol':
      return 'the end of the line';
    case 'eof':
      return 'the end of the file';
    case 'quoted':
      return `"${shorten(text)}"`;
    case 'number':
      return `the number ${shorten(text)}`;
    default:
      return `\`${shorten(text)}\``;
  }
}

const SHOWN_MAX = 60;
const shorten = (text: ByteString): ByteString => (text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}…`);
