import test from 'ava';
import type { Job } from '../../../../src/director/job/job.ts';
import { patientCall } from '../../../../src/director/job/patient-call.ts';
import type { Dialled } from '../../../../src/protocol/index.ts';

function listener() {
  const said: string[] = [];
  const job = {
    signal: new AbortController().signal,
    messages: { say: (type: string, text: string) => said.push(`${type}: ${text}`) },
    storageSays: (status: string) => said.push(status),
  };
  return { said, job: job as unknown as Job };
}
const dialled = {} as Dialled;

test('while a daemon is tried again the Job waits for it, and says so', async (t) => {
  const { said, job } = listener();
  const found = await patientCall(job, 'storage', async ({ onWaiting }) => {
    onWaiting?.('it does not answer');
    said.push('found');
    return dialled;
  });
  t.is(found, dialled);
  t.deepEqual(said, ['warning: it does not answer', 'S', 'found', 'R']);
});

test('a daemon that answers at once changes nothing', async (t) => {
  const { said, job } = listener();
  await patientCall(job, 'client', async () => dialled);
  t.deepEqual(said, []);
});
