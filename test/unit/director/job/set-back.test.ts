import test from 'ava';
import { type AttributeIngest, IngestRewoundError } from '../../../../src/catalog/index.ts';
import { watchIngest } from '../../../../src/director/job/set-back.ts';

const record = { name: '/a', fileIndex: 1, lstat: 'A', digest: '0', deltaSeq: 0 };

function failing(error: Error): AttributeIngest {
  return {
    add: () => Promise.reject(error),
    finish: () => Promise.reject(error),
    abort: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

test('a Catalog that has lost what it knew of the Job is told of once, and the failure goes its way', async (t) => {
  let told = 0;
  const error = new IngestRewoundError(1, 'all');
  const ingest = watchIngest(failing(error), () => told++);
  await t.throwsAsync(async () => ingest.add(record), { is: error });
  await t.throwsAsync(ingest.finish(), { is: error });
  t.is(told, 1);
});

test('any other failure is not that', async (t) => {
  const ingest = watchIngest(failing(new Error('disk full')), () => t.fail());
  await t.throwsAsync(ingest.finish(), { message: 'disk full' });
});
