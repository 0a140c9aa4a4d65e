import test from 'ava';
import { runConsoleCommand } from '../../../../src/director/run-script/index.ts';

function fake() {
  const calls: unknown[] = [];
  const queued = { jobId: 7, job: 'Copies.1' };
  return {
    calls,
    run: async (request: unknown) => {
      calls.push(request);
      return queued;
    },
    cancel: async (jobId: number) => {
      calls.push(jobId);
      return { ...queued, wasRunning: true, lines: [] };
    },
    reload: async () => ({ applied: false, problems: ['a.conf:3:1: no such directive'] }),
  };
}

test('run takes the keywords of bconsole', async (t) => {
  const director = fake();
  t.is(
    await runConsoleCommand(director, 'run job="My Copies" Level=full client=tst-fd priority=5 yes'),
    'Job queued. JobId=7\n',
  );
  t.deepEqual(director.calls, [{ job: 'My Copies', level: 'F', client: 'tst-fd', priority: 5 }]);
});

test('cancel names its Job', async (t) => {
  const director = fake();
  t.is(await runConsoleCommand(director, 'cancel jobid=7'), 'JobId 7, Job Copies.1 marked to be canceled.\n');
  t.deepEqual(director.calls, [7]);
});

for (const [command, message] of [
  ['list jobs', /Can't use list command in a runscript/],
  ['', /an empty command/],
  ['run job=x level=half yes', /Level "half" not valid/],
  ['run job=x foo=1 yes', /Invalid keyword: foo/],
  ['reload', /a\.conf:3:1/],
] as const) {
  test(`"${command}" is refused, and says why`, async (t) => {
    const director = fake();
    await t.throwsAsync(runConsoleCommand(director, command), { message, code: 'DIRECTOR_CONSOLE_COMMAND' });
    t.deepEqual(director.calls, []);
  });
}
