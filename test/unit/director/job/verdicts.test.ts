import test from 'ava';
import { lastWords, type Speaker } from '../../../../src/director/job/verdicts.ts';
import type { ClientEndJob, StorageEndJob } from '../../../../src/protocol/index.ts';

const clientEnd = { status: 'T', files: 3 } as ClientEndJob;
const storageEnd = { status: 'T', files: 3 } as StorageEndJob;
const says = <T>(word: T): Speaker<T> => ({ endOfJob: async () => word, destroy: () => undefined });
const fails = <T>(message: string): Speaker<T> => ({
  endOfJob: async () => {
    throw new Error(message);
  },
  destroy: () => undefined,
});
/** Says nothing until it is destroyed. */
function hangs<T>(): Speaker<T> {
  const { promise, reject } = Promise.withResolvers<T>();
  return { daemon: 'Storage "S"', endOfJob: () => promise, destroy: reject };
}

test('both verdicts are waited for', async (t) => {
  t.deepEqual(await lastWords(says(clientEnd), says(storageEnd)), {
    client: clientEnd,
    storage: storageEnd,
    complaints: [],
  });
});

test('a verdict that never comes leaves a complaint, and the other one counts', async (t) => {
  const words = await lastWords(fails('lost'), says(storageEnd));
  t.is(words.client, undefined);
  t.is(words.storage, storageEnd);
  t.deepEqual(words.complaints, ['lost']);
});

test('when one has failed the other is not waited for without bound', async (t) => {
  const words = await lastWords(says({ ...clientEnd, status: 'f' }), hangs(), 10);
  t.is(words.client?.status, 'f');
  t.is(words.storage, undefined);
  t.regex(words.complaints[0] ?? '', /^Storage "S" did not send the end of the Job within .* had failed before/);
});
