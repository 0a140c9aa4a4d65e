import test from 'ava';
import { lastWords, type Speaker, type StorageControl } from '../../../../src/director/job/verdicts.ts';
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
const idle: StorageControl = { cancel: async () => undefined, isConcluding: () => false };

/** Says nothing until it is destroyed. */
function hangs<T>(): Speaker<T> {
  const { promise, reject } = Promise.withResolvers<T>();
  return { daemon: 'Storage "S"', endOfJob: () => promise, destroy: reject };
}

test('both verdicts are waited for', async (t) => {
  t.deepEqual(await lastWords(says(clientEnd), says(storageEnd), idle), {
    client: clientEnd,
    storage: storageEnd,
    complaints: [],
  });
});

test('a verdict that never comes leaves a complaint, and the other one counts', async (t) => {
  const words = await lastWords(fails('lost'), says(storageEnd), idle);
  t.is(words.client, undefined);
  t.is(words.storage, storageEnd);
  t.deepEqual(words.complaints, ['lost']);
});

test('when one has failed the other is not waited for without bound', async (t) => {
  const words = await lastWords(says({ ...clientEnd, status: 'f' }), hangs(), idle, 10);
  t.is(words.client?.status, 'f');
  t.is(words.storage, undefined);
  t.regex(words.complaints[0] ?? '', /^Storage "S" did not send the end of the Job within .* had failed before/);
});

/** Speaks all the time, until it is told to stop. */
function talks(isConcluding: boolean) {
  const { promise, resolve, reject } = Promise.withResolvers<StorageEndJob>();
  const speaker: Speaker<StorageEndJob> = { endOfJob: () => promise, destroy: reject, silentForMs: () => 0 };
  const control: StorageControl = {
    cancel: async () => resolve({ ...storageEnd, status: 'A' }),
    isConcluding: () => isConcluding,
  };
  return { speaker, control, conclude: () => resolve(storageEnd) };
}

test('a Storage Daemon that goes on without the Client is told to stop', async (t) => {
  const { speaker, control } = talks(false);
  const words = await lastWords(fails('lost'), speaker, control, 10);
  t.is(words.storage?.status, 'A');
});

test('one that stores what it has is left to end by itself', async (t) => {
  const { speaker, control, conclude } = talks(true);
  setTimeout(conclude, 2_500);
  const words = await lastWords(fails('lost'), speaker, control, 10);
  t.is(words.storage?.status, 'T');
});

test('one that goes on talking though it was told to stop is not listened to for ever', async (t) => {
  const { speaker, control } = talks(false);
  const words = await lastWords(fails('lost'), speaker, { ...control, cancel: async () => undefined }, 10);
  t.is(words.storage, undefined);
  t.is(words.complaints.length, 2);
});

test('a Client that goes on without the Storage is told to stop, and the Job has failed, not been canceled', async (t) => {
  const { promise, resolve, reject } = Promise.withResolvers<ClientEndJob>();
  const client: Speaker<ClientEndJob> = {
    endOfJob: () => promise,
    destroy: reject,
    cancel: async () => resolve({ ...clientEnd, status: 'A' }),
  };
  const words = await lastWords(client, fails('lost'), idle, 4_000);
  t.is(words.client?.status, 'E');
  t.is(words.client?.files, clientEnd.files);
  t.deepEqual(words.complaints, ['lost']);
});
