/** The layout of message lines (specification 07 §5): `20-Nov 09:32 tst-dir JobId 1: Error: text`. Pure. */
import type { ByteString } from '../../core/index.ts';
import { formatLineTime } from '../report/format.ts';
import type { Message, MessageType } from './message.ts';

const WORDS: Readonly<Partial<Record<MessageType, string>>> = {
  abort: 'ABORTING: ',
  fatal: 'Fatal error: ',
  error: 'Error: ',
  error_term: 'ERROR TERMINATION: ',
  warning: 'Warning: ',
  security: 'Security Alert: ',
};

/** What the Director itself says: its name, the Job, and the word for the type; always one newline at the end. */
export const directorText = (daemon: ByteString, jobId: number, type: MessageType, text: ByteString): ByteString =>
  withNewline(`${daemon} JobId ${jobId}: ${WORDS[type] ?? ''}${text}`);

export const withNewline = (text: ByteString): ByteString => (text.endsWith('\n') ? text : `${text}\n`);

/** Daemons quote file names as they are: a line break within one must not begin a line that reads like somebody else's. */
export const withIndentedLines = (text: ByteString): ByteString => text.replace(/\n(?=\S)/g, '\n    ');

/** With the time in front, as files, mails and consoles show it. */
export const datedLine = ({ at, text }: Message): ByteString => `${formatLineTime(at)} ${text}`;

const ERRORS: readonly MessageType[] = ['abort', 'fatal', 'error', 'error_term'];
export const isError = (type: MessageType): boolean => ERRORS.includes(type);
