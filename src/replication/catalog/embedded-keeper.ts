/**
 * A PostgreSQL that died under a living Director is started again: at once, then after longer and longer pauses while
 * it keeps dying, at most once a minute. It is looked for by its pid file, since it is no child of ours: it outlives a
 * Director that is killed. Each death and each failed start is one line of the log.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, disposable, type Logger } from '../../core/index.ts';
import { clearAfterCrash, isRunning, type Server, startServer } from './embedded-server.ts';

export interface KeeperTimes {
  /** Between two looks. */
  readonly lookMs: number;
  /** Having lived so long it counts as healthy again. */
  readonly steadyMs: number;
}

const TIMES: KeeperTimes = { lookMs: 500, steadyMs: 60_000 };
const PAUSE_MS_MAX = 60_000;

/** How long to wait before the start that follows so many deaths or failed starts in a row. */
export const pauseMs = (failures: number): number =>
  failures <= 1 ? 0 : Math.min(1000 * 2 ** (failures - 2), PAUSE_MS_MAX);

/** Watches until it is disposed; a start that is going on then is waited for. */
export function keepRunning(server: Server, logger?: Logger, times: KeeperTimes = TIMES): AsyncDisposable {
  const ended = new AbortController();
  const watching = watch(server, logger, times, ended.signal);
  return disposable(async () => {
    ended.abort();
    await watching;
  });
}

async function watch(server: Server, logger: Logger | undefined, times: KeeperTimes, ended: AbortSignal) {
  const wait = (ms: number) => sleep(ms, undefined, { signal: ended }).catch(() => {});
  let failures = 0;
  let aliveSince = performance.now();
  while (!ended.aborted) {
    await wait(times.lookMs);
    if (ended.aborted || (await isRunning(server.dataDirectory))) continue;
    logger?.error({ dataDirectory: server.dataDirectory }, DIED);
    if (performance.now() - aliveSince >= times.steadyMs) failures = 0;
    do await wait(pauseMs(++failures));
    while (!ended.aborted && !(await startAgain(server, logger)));
    aliveSince = performance.now();
  }
}

const DIED = 'The embedded PostgreSQL of the Catalog has ended without the Director; it is started again';

async function startAgain(server: Server, logger: Logger | undefined): Promise<boolean> {
  try {
    await clearAfterCrash(server);
    await startServer(server);
    logger?.info({ dataDirectory: server.dataDirectory }, 'The embedded PostgreSQL of the Catalog runs again');
    return true;
  } catch (error) {
    logger?.error({ err: error, why: describeError(error) }, 'The embedded PostgreSQL of the Catalog did not start');
    return false;
  }
}
