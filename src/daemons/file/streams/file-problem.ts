/** What goes wrong with one file, as the Job's log gets it. The Job itself goes on. */
import type { ByteString } from '../../../core/index.ts';
import type { MessageType } from '../../../protocol/index.ts';

export interface FileProblem {
  readonly path: ByteString;
  /** How a genuine Client says it. */
  readonly message: MessageType;
  /** One sentence, without a newline at its end. */
  readonly text: ByteString;
  /** Errors of the Job; the others are warnings or only told. */
  readonly countsAsError: boolean;
}
