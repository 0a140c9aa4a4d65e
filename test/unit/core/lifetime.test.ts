import test from 'ava';
import { disposable, runUntil } from '../../../src/core/index.ts';

test('services stop in the reverse of their start, when the signal comes', async (t) => {
  const events: string[] = [];
  const service = (name: string) => async () => {
    events.push(`+${name}`);
    return disposable(() => void events.push(`-${name}`));
  };
  const controller = new AbortController();
  const running = runUntil(controller.signal, [service('a'), service('b')]);
  await new Promise(setImmediate);
  controller.abort();
  await running;
  t.deepEqual(events, ['+a', '+b', '-b', '-a']);
});

test('a failed start stops what had started, and says why', async (t) => {
  const events: string[] = [];
  const starts = [
    async () => disposable(() => void events.push('-a')),
    async () => {
      throw new Error('port taken');
    },
  ];
  const failure = await t.throwsAsync(runUntil(new AbortController().signal, starts), { instanceOf: AggregateError });
  t.deepEqual(failure?.errors.map(String), ['Error: port taken']);
  t.deepEqual(events, ['-a']);
});

test('disposing twice is harmless', async (t) => {
  let stops = 0;
  const service = disposable(() => void stops++);
  await service[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
  t.is(stops, 1);
});
