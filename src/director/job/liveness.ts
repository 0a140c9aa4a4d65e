/**
 * A daemon may be silent for hours and be well: a Storage Daemon has nothing to say while data flows. So silence alone
 * proves nothing; after a while the daemon is asked on another connection whether it still works for the Job. TCP's own
 * keep-alive finds a machine that is gone; this finds a daemon that hangs, and a connection that leads nowhere.
 */
import type { ClientResource, StorageResource } from '../../config/index.ts';
import type { ByteString } from '../../core/index.ts';
import { clientCommand, storageCommand } from '../../protocol/index.ts';
import type { ClientSession } from './client-session.ts';
import { askClient, askStorage, cancelAtClient, cancelAtStorage } from './conversation.ts';
import type { CancelAtDaemon, DaemonAtWork } from './daemon-at-work.ts';
import { DaemonSilentError } from './errors.ts';
import type { Job } from './job.ts';
import type { StorageSession } from './storage-session.ts';
import type { JobTools } from './tools.ts';

const RUNNING = { what: 'running', api: 2, options: '' };
const PATIENCE = { connectMs: 5_000, silenceMs: 10_000 };

export function clientAtWork(job: Job, client: ClientResource, session: ClientSession, tools: JobTools): DaemonAtWork {
  const { job: name } = job.identity;
  const ask = () => askClient(client, tools, clientCommand.dotStatusApi.format(RUNNING), PATIENCE);
  return atWork(name, session, () => cancelAtClient(client, tools, name), ask);
}

export function storageAtWork(
  job: Job,
  storage: StorageResource,
  session: StorageSession,
  tools: JobTools,
): DaemonAtWork {
  const { job: name } = job.identity;
  const ask = () => askStorage(storage, tools, storageCommand.dotStatusApi.format(RUNNING), PATIENCE);
  return {
    ...atWork(name, session, () => cancelAtStorage(storage, tools, name), ask),
    // Whoever looks for a new connection to it has a patience of his own.
    silentForMs: () => (session.journal?.isAway === true ? 0 : session.silentForMs()),
  };
}

function atWork(
  job: ByteString,
  speaker: ClientSession | StorageSession,
  cancel: CancelAtDaemon,
  ask: () => Promise<readonly ByteString[]>,
): DaemonAtWork {
  return {
    cancel,
    isDone: () => speaker.isDone,
    silentForMs: () => speaker.silentForMs(),
    knowsJob: async () => {
      try {
        return (await ask()).some((line) => line.includes(job));
      } catch {
        return undefined;
      }
    },
    drop: (error) => speaker.destroy(error),
    over: speaker.session.over,
  };
}

const STRIKES_MAX = 3;

/** Looks at all daemons of a Job every half `silenceMs`; three bad answers in a row, or none, end the conversation. */
export function watchDaemons(job: Job, silenceMs: number): Disposable {
  const strikes = new Map<DaemonAtWork, number>();
  const asking = new Set<DaemonAtWork>();
  const look = async (daemon: string, work: DaemonAtWork): Promise<void> => {
    if (work.isDone() || asking.has(work) || job.isLetGo) return;
    if (work.silentForMs() < silenceMs) {
      strikes.delete(work);
      return;
    }
    asking.add(work);
    const known = await work.knowsJob();
    asking.delete(work);
    const count = known === true ? 0 : (strikes.get(work) ?? 0) + 1;
    strikes.set(work, count);
    if (count < STRIKES_MAX || work.isDone()) return;
    const found =
      known === undefined ? 'it does not answer on another connection either' : 'it does not know the Job any more';
    work.drop(new DaemonSilentError(daemon, 'anything', work.silentForMs(), found));
  };
  const timer = setInterval(() => {
    for (const [daemon, work] of job.daemonsAtWork()) void look(daemon, work);
  }, silenceMs / 2);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
