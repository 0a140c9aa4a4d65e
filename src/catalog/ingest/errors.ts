/** What becomes of rows on their way when their Catalog has failed over and lost what it had taken. */
import { AppError } from '../../core/index.ts';

export class IngestRewoundError extends AppError {
  readonly code = 'CATALOG_INGEST_REWOUND';
  override readonly retryable = true;
  override readonly hint =
    'The standby that was promoted lagged behind; what the Job’s Storage Daemon keeps in a journal is told again, else run the Job again';
  /** The number that the Catalog has now; undefined: it is not that which is missing. */
  readonly found: number | undefined;

  constructor(jobId: number, what: string, found?: number) {
    super(`Catalog has failed over and lost what it held of JobId ${jobId}: ${what}`);
    this.found = found;
  }
}
