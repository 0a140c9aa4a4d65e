/** What a Director meets that another one has overtaken, that cannot take over, or whose Catalog may fail over. */
import { AppError } from '../../core/index.ts';

export class CatalogFencedError extends AppError {
  readonly code = 'CATALOG_FENCED';
  override readonly hint =
    'Another Director leads and has taken over; this one stops by itself. `understudy status` names the leader';

  constructor(held: bigint, found: bigint) {
    super(`Catalog refuses this Director: it holds epoch ${held}, and the Catalog is at epoch ${found}`);
  }
}

export class CatalogTakeoverError extends AppError {
  readonly code = 'CATALOG_TAKEOVER';
  override readonly retryable = true;
  override readonly hint =
    'Look at these processes of PostgreSQL on its machine: one that hangs in the kernel ends when its disk answers, or with PostgreSQL';

  constructor(pids: readonly number[]) {
    super(`Catalog cannot be taken over: sessions of an older Director do not end: PIDs ${pids.join(', ')}`);
  }
}

export class CatalogNotDurableError extends AppError {
  readonly code = 'CATALOG_NOT_DURABLE';
  override readonly retryable = true;
  override readonly hint =
    'Journals are kept until a standby has it; pg_stat_replication on the primary tells which ones follow';

  constructor(why: string) {
    super(`What was committed is not known to be on a standby: ${why}`);
  }
}
