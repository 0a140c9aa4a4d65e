import test from 'ava';
import { clientScripts, type RunScript } from '../../../../src/director/run-script/index.ts';
import { runScript } from '../../../support/run-script.ts';

const script = (over: Partial<RunScript>): RunScript => runScript({ target: 'client', text: '/bin/true %n', ...over });

test('scripts go to the Client in the order of the resource, unsubstituted, then RunBeforeNow once', (t) => {
  t.deepEqual(
    clientScripts([
      script({}),
      script({ when: ['Before', 'After'], onFailure: true, failJobOnError: false }),
      script({ shortForm: true }),
      script({ shortForm: true, when: ['After'] }),
    ]),
    [
      { kind: 'run', onSuccess: true, onFailure: false, abortOnError: true, when: 2, command: '/bin/true %n' },
      { kind: 'run', onSuccess: true, onFailure: true, abortOnError: false, when: 3, command: '/bin/true %n' },
      { kind: 'runBeforeJob', command: '/bin/true %n' },
      { kind: 'runAfterJob', command: '/bin/true %n' },
      { kind: 'runBeforeNow' },
    ],
  );
});

test('short forms alone need no RunBeforeNow', (t) => {
  t.deepEqual(clientScripts([script({ shortForm: true })]), [{ kind: 'runBeforeJob', command: '/bin/true %n' }]);
});

test("the Director's own scripts, console commands, queue scripts and scripts without a moment stay here", (t) => {
  const own = [
    script({ target: 'director' }),
    script({ kind: 'console' }),
    script({ when: ['Queued'] }),
    script({ when: [] }),
  ];
  t.deepEqual(clientScripts(own), []);
});
