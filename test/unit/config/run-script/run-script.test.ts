import test from 'ava';
import { parseDirectory } from '../support.ts';

const scripts = (lines: string) => parseDirectory({ Job: `${lines}\n` }).config?.jobs.get('J')?.runScripts;

test('each Command of a block is a script with its settings', (t) => {
  const found = scripts(
    'RunScript { RunsWhen = Before; Command = "a"\n FailJobOnError = no\n Console = "c"\n Timeout = 5\n RunsOnClient = no }',
  );
  t.is(found?.length, 2);
  t.like(found?.[0], {
    runsWhen: 'Before',
    command: 'a',
    commandKind: 'program',
    failJobOnError: false,
    timeoutSec: 5,
    target: { kind: 'director' },
  });
  t.like(found?.[1], { command: 'c', commandKind: 'console', target: { kind: 'director' } });
});

test('a block without RunsWhen never runs, and its target is the Client', (t) => {
  t.like(scripts('RunScript { Command = a }')?.[0], {
    runsWhen: 'Never',
    runsOnSuccess: true,
    runsOnFailure: false,
    failJobOnError: true,
    target: { kind: 'client' },
  });
});

test('targets are yes, no, %c or the name of a Client', (t) => {
  const target = (value: string) => scripts(`RunScript { Command = a; RunsOnClient = ${value} }`)?.[0]?.target;
  t.deepEqual(target('yes'), { kind: 'client' });
  t.deepEqual(target('No'), { kind: 'director' });
  t.deepEqual(target('%c'), { kind: 'client' });
  t.deepEqual(target('other-fd'), { kind: 'named', name: 'other-fd' });
});

test('short forms stand for blocks', (t) => {
  const found = scripts(
    'RunBeforeJob = a\n RunAfterJob = b\n RunAfterFailedJob = c\n ClientRunBeforeJob = d\n ClientRunAfterJob = e\n ConsoleRunBeforeJob = f',
  );
  const shapes = found?.map((script) => [
    script.command,
    script.runsWhen,
    script.target.kind,
    script.runsOnSuccess,
    script.runsOnFailure,
    script.commandKind,
  ]);
  t.deepEqual(shapes, [
    ['a', 'Before', 'director', true, false, 'program'],
    ['b', 'After', 'director', true, false, 'program'],
    ['c', 'After', 'director', false, true, 'program'],
    ['d', 'Before', 'client', true, false, 'program'],
    ['e', 'After', 'client', true, false, 'program'],
    ['f', 'Before', 'director', true, false, 'console'],
  ]);
  t.is(found?.[3]?.shortForm, 'ClientRunBeforeJob');
});
