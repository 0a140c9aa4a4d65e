import test from 'ava';
import { renderCluster } from '../../../../src/cli/render/cluster.ts';
import type { ClusterStatus } from '../../../../src/ha/index.ts';

const plain = (text: string): string => text;
const STATUS: ClusterStatus = {
  ...{ revision: 9, initialised: true, catalog: { epoch: 0 }, director: { leader: 'n1', epoch: 4, why: 'Elected' } },
  ...{ members: [], orders: [] },
};
const catalogOf = (followed: NonNullable<ClusterStatus['followed']>): string =>
  renderCluster('site-a', { ...STATUS, followed }, plain).split('\nDirector:')[0] ?? '';

test('of a Catalog that somebody else looks after it is told where it takes writes, and who stands beside it', (t) => {
  const standbys = [
    { name: 'p1', role: 'leader, running' },
    { name: 'p2', role: 'sync_standby, streaming', lagBytes: 2048 },
  ];
  const text = catalogOf({ mode: 'patroni', at: '10.0.0.1:5432', timeline: 3, standbys });
  t.regex(
    text,
    /Catalog: {2}10\.0\.0\.1:5432, timeline 3 \(patroni\)\n +p1: leader, running\n +p2: sync_standby, streaming, .* behind/,
  );
});

test('... or that it takes none, and why', (t) => {
  const text = catalogOf({
    mode: 'external',
    trouble: 'no PostgreSQL takes writes (a:5432: it is a standby)',
    standbys: [],
  });
  t.regex(text, /takes no writes \(external\)\n +no PostgreSQL takes writes \(a:5432: it is a standby\)/);
});
