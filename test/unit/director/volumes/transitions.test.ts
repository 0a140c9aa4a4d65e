import test from 'ava';
import { VOL_STATUSES } from '../../../../src/catalog/index.ts';
import { isReportedStatus, VOLUME_STATES } from '../../../../src/director/volumes/transitions.ts';

const may = (rule: keyof (typeof VOLUME_STATES)['Append']): string[] =>
  VOL_STATUSES.filter((status) => VOLUME_STATES[status][rule]);

test('data is given up only where the table says so', (t) => {
  t.deepEqual(may('prune'), ['Full', 'Used']);
  t.deepEqual(may('purge').toSorted(), ['Append', 'Error', 'Full', 'Used']);
  t.deepEqual(may('recycle'), ['Purged']);
  t.deepEqual(may('append').toSorted(), ['Append', 'Recycle']);
  t.false(VOLUME_STATES.Purged.operator);
});

test('a Storage cannot report what only a Catalog knows', (t) => {
  t.true(isReportedStatus('Full'));
  t.false(isReportedStatus('Scratch'));
  t.false(isReportedStatus('full'));
});
