import test from 'ava';
import { choosePrimary, type PrimarySources } from '../../../../../src/replication/catalog/followed/choose-primary.ts';
import type { ServerAnswer, ServerFacts } from '../../../../../src/replication/catalog/followed/server-facts.ts';

const place = (host: string) => ({ host, port: 5432 });
const server = (host: string, facts: Partial<ServerFacts> = {}): ServerAnswer => ({
  place: place(host),
  facts: {
    ...{ writable: true, refusal: undefined, system: '7', timeline: 1, lsn: 100n, epoch: 5n, standbys: [] },
    hidesStandbys: false,
    ...facts,
  },
});
const standby = (host: string): ServerAnswer => server(host, { writable: false, refusal: 'it is a standby' });
const away = (host: string, why = 'ECONNREFUSED'): ServerAnswer => ({ place: place(host), why });

const PAST = { system: '7', timeline: 1 };
const choose = (answers: readonly ServerAnswer[], more: Partial<PrimarySources> = {}) => {
  const { chosen, why, warning } = choosePrimary({
    ...{ answers, claimed: undefined, past: PAST, last: undefined },
    ...more,
  });
  return { host: chosen?.place.host, why, warning };
};

test('the one that takes writes is the Catalog, wherever it stands in the list', (t) => {
  t.is(choose([standby('a'), server('b')]).host, 'b');
  t.like(choose([server('a'), standby('b')]), { host: 'a', why: undefined, warning: undefined });
});

test('where none takes writes each one says why', (t) => {
  const { host, why } = choose([
    standby('a'),
    away('b'),
    server('c', { writable: false, refusal: 'it is set read-only' }),
  ]);
  t.is(host, undefined);
  t.is(why, 'no PostgreSQL takes writes (a:5432: it is a standby; b:5432: ECONNREFUSED; c:5432: it is set read-only)');
});

test('of two that take writes the later history wins, and the other one is spoken of', (t) => {
  const { host, warning } = choose([server('a', { lsn: 900n, epoch: 9n }), server('b', { timeline: 2 })], {
    last: place('a'),
    claimed: [place('a'), place('b')],
  });
  t.is(host, 'b');
  t.regex(warning ?? '', /a:5432 takes writes on timeline 1/);
  t.is(choose([server('a', { epoch: 5n }), server('b', { epoch: 6n })], { last: place('a') }).host, 'b', 'the epoch');
  t.is(choose([server('a'), server('b', { lsn: 999n })], { last: place('a') }).host, 'a', 'one of two names');
});

test('nobody goes back to a timeline that the cluster has left, nor to another database', (t) => {
  const left = choose([server('a'), away('b')], { past: { system: '7', timeline: 2 }, last: place('b') });
  t.is(left.host, undefined);
  t.regex(left.why ?? '', /a:5432 takes writes: it is on timeline 1, the Catalog has gone on on 2/);
  const strange = choose([server('a', { system: '8', timeline: 9 }), standby('b')]);
  t.is(strange.host, undefined);
  t.regex(strange.why ?? '', /another PostgreSQL \(8\) than this cluster's \(7\)/);
  t.is(choose([server('a', { system: '8', timeline: 9 }), server('b')]).host, 'b');
});

test('whom Patroni names counts, with whoever it was until now while that takes writes; nobody else', (t) => {
  t.is(choose([server('a'), standby('b')], { claimed: [place('b')] }).host, undefined);
  t.regex(choose([server('a')], { claimed: [place('b')] }).why ?? '', /Patroni does not call it the leader/);
  t.is(choose([server('a'), standby('b')], { claimed: [place('b')], last: place('a') }).host, 'a');
  t.is(choose([server('a'), server('b', { timeline: 2 })], { claimed: [place('b')], last: place('a') }).host, 'b');
});

test('before anything is known of the past nobody is chosen until each was asked once', (t) => {
  const answers = [server('a'), { place: place('b') }];
  t.is(choose(answers, { past: undefined }).host, undefined);
  t.is(choose(answers).host, 'a');
  t.is(choose([server('a'), away('b')], { past: undefined }).host, 'a');
});
