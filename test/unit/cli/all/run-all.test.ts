import test from 'ava';
import { type Part, runAll } from '../../../../src/cli/all/run-all.ts';
import { AppError, createLogger } from '../../../../src/core/index.ts';

class NoRoomError extends AppError {
  readonly code = 'TEST';
  override readonly hint = 'make room';
}

const quiet = createLogger('silent');

/** A part that writes down what happens to it. */
const part = (role: string, story: string[], start?: () => Promise<void>): Part => ({
  role,
  start: async () => {
    await start?.();
    story.push(`start ${role}`);
    return { [Symbol.asyncDispose]: async () => void story.push(`stop ${role}`) };
  },
});

test('parts start in their order, and stop in the reverse one at the signal', async (t) => {
  const story: string[] = [];
  const stop = new AbortController();
  const last = part('c', story, async () => void setImmediate(() => stop.abort()));
  await runAll([part('a', story), part('b', story), last], quiet, stop.signal);
  t.deepEqual(story, ['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
});

test('one that does not start stops those before it, and is named with its reason', async (t) => {
  const story: string[] = [];
  const broken = part('Storage Daemon', story, () => Promise.reject(new NoRoomError('The disk is full')));
  const error = await t.throwsAsync(
    runAll([part('a', story), broken, part('c', story)], quiet, new AbortController().signal),
    { code: 'CLI_ROLE_START', message: 'The Storage Daemon did not start: The disk is full' },
  );
  t.regex((error as AppError).hint ?? '', /make room; .*stopped again/);
  t.deepEqual(story, ['start a', 'stop a']);
});

test('one that does not stop does not keep the others', async (t) => {
  const story: string[] = [];
  const stop = new AbortController();
  const stuck: Part = {
    role: 'Director',
    start: async () => {
      setImmediate(() => stop.abort());
      return { [Symbol.asyncDispose]: () => new Promise<void>(() => {}) };
    },
  };
  await t.throwsAsync(runAll([part('a', story), stuck], quiet, stop.signal, 0.01), {
    code: 'CLI_ROLE_STOP',
    message: /The Director did not stop/,
  });
  t.deepEqual(story, ['start a', 'stop a']);
});

test('stopping what is still starting is no failure', async (t) => {
  const story: string[] = [];
  const stop = new AbortController();
  const starting: Part = {
    role: 'Director',
    start: async (signal) => {
      stop.abort();
      signal.throwIfAborted();
      throw new Error('not reached');
    },
  };
  await t.notThrowsAsync(runAll([part('a', story), starting], quiet, stop.signal));
  t.deepEqual(story, ['start a', 'stop a']);
});
