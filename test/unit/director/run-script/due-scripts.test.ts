import test from 'ava';
import type { RunScript } from '../../../../src/director/run-script/index.ts';
import { dueScripts } from '../../../../src/director/run-script/run.ts';
import { runScript } from '../../../support/run-script.ts';

const script = (text: string, over: Partial<RunScript>): RunScript => runScript({ when: ['After'], text, ...over });
const scripts = [
  script('good', {}),
  script('bad', { onSuccess: false, onFailure: true }),
  script('both', { onFailure: true }),
  script('before', { when: ['Before'] }),
  script('client', { target: 'client' }),
  script('console', { target: 'client', kind: 'console' }),
];
const names = (moment: 'Before' | 'After', status: string): string[] =>
  dueScripts(scripts, moment, status).map(({ text }) => text);

test('RunsOnSuccess and RunsOnFailure choose by the status of the Job', (t) => {
  t.deepEqual(names('After', 'T'), ['good', 'both', 'console']);
  t.deepEqual(names('After', 'W'), ['good', 'both', 'console']);
  for (const status of ['E', 'f', 'A', 'D', 'I']) t.deepEqual(names('After', status), ['bad', 'both']);
});

test('a Before script of a Job cancelled in the queue runs only where it asks for failures', (t) => {
  t.deepEqual(names('Before', 'R'), ['before']);
  t.deepEqual(names('Before', 'A'), []);
});
