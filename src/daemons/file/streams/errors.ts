/** What ends the saving of data altogether; what goes wrong with one file is a FileProblem. */
import { AppError } from '../../../core/index.ts';

export class DataThreadError extends AppError {
  readonly code = 'CLIENT_DATA_THREAD';
  override readonly hint = 'Report it with the words beside it; run the Job again';

  constructor(what: string, found: string, options?: ErrorOptions) {
    super(`The thread that ${what} broke: ${found}`, options);
  }
}
