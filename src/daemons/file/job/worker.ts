/**
 * The worker thread of a Job: takes calls from the main thread one after the other, and carries them out. Nothing that
 * is thrown here may leave without an answer.
 */
import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError, describeError } from '../../../core/index.ts';
import type { Failure, FromThread, ThreadCalls, ThreadMethod, ThreadSettings, ToThread } from './thread-calls.ts';
import { ThreadJob } from './thread-job.ts';
import { openThreadTools } from './thread-tools.ts';

const port = parentPort;
if (port === null) throw new Error('This file is for a worker thread');

const tell = (message: FromThread): void => port.postMessage(message);
const { tools, passedOn, stop } = openThreadTools(workerData as ThreadSettings, tell);
const calls: ThreadCalls = new ThreadJob(tools);

/** They load what they need; a thread is ended without a chance to keep it for the next one. */
const LOADING: readonly ThreadMethod[] = ['backup', 'restore', 'verify', 'estimate'];

port.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'call':
      return void answer(
        message.id,
        (calls[message.method] as (argument: unknown) => Promise<unknown>).bind(calls),
        message.argument,
      ).then(() => {
        if (LOADING.includes(message.method)) flushCompileCache();
      });
    case 'stop':
      return stop(message.how);
    case 'passed-on':
      return passedOn();
  }
});

async function answer(id: number, call: (argument: unknown) => Promise<unknown>, argument: unknown): Promise<void> {
  try {
    tell({ kind: 'result', id, value: await call(argument) });
  } catch (error) {
    tell({ kind: 'failed', id, failure: failureOf(error) });
  }
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof AppError)) return { code: 'CLIENT_JOB_THREAD', message: describeError(error) };
  return { code: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
}
