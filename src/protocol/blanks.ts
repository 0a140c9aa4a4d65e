/**
 * Blanks inside names and commands travel as byte 0x01, so that a line can be cut at its blanks (page 01 §1).
 * Bootstrap files and message texts are the exceptions: they carry their blanks as they are.
 */
import type { ByteString } from '../core/index.ts';

export const hideBlanks = (text: ByteString): ByteString => (text.includes(' ') ? text.replaceAll(' ', '\x01') : text);

export const showBlanks = (text: ByteString): ByteString =>
  text.includes('\x01') ? text.replaceAll('\x01', ' ') : text;
