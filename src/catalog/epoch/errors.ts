/** What a Director meets that another one has overtaken, or that cannot take over. */
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
