/** Looks now and then whether the certificates of this node's PostgreSQL were renewed, and has it take them without a restart. */
import { AppError, type Clock, disposable, type Logger } from '../../core/index.ts';
import type { ManagedPostgres } from '../../replication/index.ts';
import { tellTrouble } from './tell-trouble.ts';

const LOOK_MS = 5_000;

export function renewTls(
  instance: Pick<ManagedPostgres, 'renewTls'>,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): AsyncDisposable {
  const ending = new AbortController();
  const trouble = tellTrouble(logger, clock);
  const look = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await clock.sleep(LOOK_MS, ending.signal).catch(() => {});
      try {
        if (await instance.renewTls()) logger.info({}, 'PostgreSQL has taken the renewed certificates');
      } catch (error) {
        if (!(error instanceof AppError))
          logger.error({ err: error }, 'Certificates for PostgreSQL could not be renewed');
        else trouble(error);
      }
    }
  };
  const looking = look();
  return disposable(async () => {
    ending.abort();
    await looking;
  });
}

export const IN_THE_CLEAR =
  'The Catalog crosses the network in the clear; Catalog TLS CA Certificate File, Catalog TLS Certificate and Catalog TLS Key of Node, on all nodes, encrypt it';
