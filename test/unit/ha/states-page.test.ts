/** docs/ha-states.md is what the nodes read. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { STATES_PAGE, statesPage } from '../../../scripts/ha-states.ts';
import { CATALOG_TRANSITIONS, DIRECTOR_TRANSITIONS } from '../../../src/ha/index.ts';

test('the page of states is the one that node scripts/ha-states.ts writes', (t) => {
  t.is(readFileSync(STATES_PAGE, 'utf8'), statesPage());
});

test('every state can be reached and left', (t) => {
  for (const rows of [CATALOG_TRANSITIONS, DIRECTOR_TRANSITIONS] as const) {
    const left = new Set<string>(rows.flatMap(({ from }) => [...from]));
    const reached = new Set<string>(rows.map(({ to }) => to));
    t.deepEqual(
      [...reached].filter((state) => !left.has(state)),
      [],
    );
    t.deepEqual(
      [...left].filter((state) => !reached.has(state) && state !== 'starting'),
      [],
    );
  }
});
