import test from 'ava';
import { decideOrphan, type OrphanFacts } from '../../../../src/director/succession/policy.ts';

const verdict = (facts: Partial<OrphanFacts>): string => {
  const found = decideOrphan({ type: 'B', attempt: 1, begun: true, ...facts });
  return found.kind === 'fail' ? found.why : found.kind;
};

test('what is worth nothing in part is started again, whatever its daemons had done', (t) => {
  for (const type of ['B', 'V', 'c', 'g']) {
    for (const begun of [false, true]) t.is(verdict({ type, begun }), 'start-again', type);
  }
});

test('a Job that takes its Director with it is not started for ever', (t) => {
  t.is(verdict({ attempt: 2 }), 'start-again');
  t.regex(verdict({ attempt: 3 }), /started 3 times/);
  t.is(
    verdict({ attempt: 9, begun: false }),
    'start-again',
    'nothing points at a Job that Directors leave in its first seconds',
  );
  t.regex(verdict({ attempt: 10, begun: false }), /started 10 times/);
  t.is(
    verdict({ type: 'R', replace: 'a', attempt: 9, heard: false }),
    'start-again',
    'nor at a restore of which nothing was heard',
  );
  t.regex(
    verdict({ type: 'R', replace: 'n', attempt: 1, heard: false }),
    /replace=always/,
    'it may have begun all the same',
  );
});

test('a restore is done once more only where it replaces what it had written in part', (t) => {
  t.is(verdict({ type: 'R', replace: 'a' }), 'start-again');
  t.is(verdict({ type: 'R', replace: 'n', begun: false }), 'start-again');
  for (const replace of ['n', 'w', 'o']) t.regex(verdict({ type: 'R', replace }), /replace=always/);
});

test('scripts of an Admin Job are not run twice by themselves, nor what is not known', (t) => {
  t.regex(verdict({ type: 'D', begun: false }), /Admin/);
  t.regex(verdict({ type: 'A' }), /not started again/);
});
