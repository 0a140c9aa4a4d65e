/** What a Job or the Director has to say: a type, which decides where it goes, and a text. */
import type { ByteString } from '../../core/index.ts';
import type { MessageType } from '../../protocol/index.ts';

/** As they travel on the wire, too (specification 01 §10). */
export { MESSAGE_TYPES, type MessageType } from '../../protocol/index.ts';

export interface Message {
  readonly type: MessageType;
  readonly at: Date;
  readonly jobId: number;
  /** `tst-dir JobId 1: Error: text\n`, prefixes included, without the date. */
  readonly text: ByteString;
  /** Its row of the Log table is somebody else's. */
  readonly unlogged?: boolean;
}
