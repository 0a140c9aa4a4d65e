/** What a Job or the Director has to say: a type, which decides where it goes, and a text. */
import type { ByteString } from '../../core/index.ts';

/** The types of the Messages resource, in lower case without blanks (specification 07 §5). */
export const MESSAGE_TYPES = [
  'abort',
  'debug',
  'events',
  'fatal',
  'error',
  'warning',
  'info',
  'saved',
  'notsaved',
  'skipped',
  'mount',
  'errorterm',
  'terminate',
  'restored',
  'security',
  'alert',
  'volmgmt',
  'verified',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

export interface Message {
  readonly type: MessageType;
  readonly at: Date;
  readonly jobId: number;
  /** `tst-dir JobId 1: Error: text\n`, prefixes included, without the date. */
  readonly text: ByteString;
}
