/**
 * The worker thread of a Job, seen from the main thread: calls that are answered, and what it says by itself. A Job
 * reads, hashes and sends in a thread of its own, so that the Director's other conversations never wait for it.
 */
import { Worker } from 'node:worker_threads';
import { AppError, type ByteString, describeError } from '../../../core/index.ts';
import type { MessageType } from '../../../protocol/index.ts';
import { giveBackMemory } from '../native/index.ts';
import { JobThreadError } from './errors.ts';
import { JobFigures, type StopKind } from './figures.ts';
import type { Failure, FromThread, ThreadCalls, ThreadMethod, ThreadSettings, ToThread } from './thread-calls.ts';

export interface JobThreadListener {
  say(type: MessageType, text: ByteString): void;
  /** Resolves when the Director has room for more. */
  pass(packets: readonly Uint8Array[]): Promise<void>;
  heartbeat(): void;
}

export interface JobThread extends AsyncDisposable {
  readonly figures: JobFigures;
  readonly call: CallThread;
  /** Its call ends soon with the status that belongs to it. */
  requestStop(how: StopKind): void;
}

type CallThread = <M extends ThreadMethod>(
  method: M,
  ...argument: Parameters<ThreadCalls[M]>
) => ReturnType<ThreadCalls[M]>;

/** A sentence that comes from the thread. */
class ThreadFailure extends AppError {
  readonly code: string;

  constructor({ code, message, hint }: Failure) {
    super(message);
    this.code = code;
    if (hint !== undefined) Object.defineProperty(this, 'hint', { value: hint, enumerable: true });
  }
}

/** Disposing ends the thread, whatever it does; ask it to stop first. */
export function startJobThread(settings: Omit<ThreadSettings, 'figures'>, listener: JobThreadListener): JobThread {
  const figures = new JobFigures();
  const workerData: ThreadSettings = { ...settings, figures: figures.memory };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, name: `job ${settings.jobId}` });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  let broken: Error | undefined;

  const breakDown = (error: Error): void => {
    broken ??= error;
    for (const { reject } of waiting.values()) reject(broken);
    waiting.clear();
  };
  const settle = (id: number, how: (call: PromiseWithResolvers<unknown>) => void): void => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (call !== undefined) how(call);
  };
  const tell = (message: ToThread): void => worker.postMessage(message);

  worker.on('message', (message: FromThread) => {
    switch (message.kind) {
      case 'result':
        return settle(message.id, ({ resolve }) => resolve(message.value));
      case 'failed':
        return settle(message.id, ({ reject }) => reject(new ThreadFailure(message.failure)));
      case 'say':
        return listener.say(message.type, message.text);
      case 'heartbeat':
        return listener.heartbeat();
      case 'packets':
        void listener.pass(message.packets).finally(() => tell({ kind: 'passed-on' }));
    }
  });
  worker.on('error', (error) => breakDown(new JobThreadError(describeError(error), { cause: error })));
  worker.on('exit', (code) => breakDown(new JobThreadError(`it ended with ${code}`)));

  const call = (method: ThreadMethod, argument?: unknown): Promise<unknown> => {
    if (broken !== undefined) return Promise.reject(broken);
    const id = ++lastId;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    tell({ kind: 'call', id, method, argument });
    return answer.promise;
  };
  return {
    figures,
    call: call as CallThread,
    requestStop: (how) => {
      figures.requestStop(how);
      tell({ kind: 'stop', how });
    },
    [Symbol.asyncDispose]: async () => {
      breakDown(new JobThreadError('it was ended'));
      await worker.terminate();
      giveBackMemory();
    },
  };
}
