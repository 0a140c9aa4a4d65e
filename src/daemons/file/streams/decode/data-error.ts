/** A record of file data that cannot be turned back into what was saved; the rest of its file goes with it. */
import { AppError } from '../../../../core/index.ts';

export class DataRecordError extends AppError {
  readonly code = 'CLIENT_DATA_RECORD';
  override readonly hint = 'The Volume may be damaged; an older backup, or a copy, may still be good';

  constructor(found: string, options?: ErrorOptions) {
    super(`A record of file data is not sound: ${found}`, options);
  }
}
