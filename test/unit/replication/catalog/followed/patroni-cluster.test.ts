import test from 'ava';
import fc from 'fast-check';
import { readPatroniCluster } from '../../../../../src/replication/catalog/followed/patroni-cluster.ts';

/** As Patroni 3.0.2 answers `GET /cluster`. */
const ANSWER = {
  members: [
    {
      ...{ name: 'p1', role: 'leader', state: 'running', api_url: 'http://10.0.0.1:8008/patroni' },
      ...{ host: '10.0.0.1', port: 5432, timeline: 3 },
    },
    {
      ...{ name: 'p2', role: 'sync_standby', state: 'streaming', api_url: 'http://10.0.0.2:8008/patroni' },
      ...{ host: '10.0.0.2', port: 5432, timeline: 3, lag: 48 },
    },
    { name: 'p3', role: 'replica', state: 'creating replica', api_url: 'http://10.0.0.3:8008/patroni', lag: 'unknown' },
  ],
  scope: 'stage',
};

test('members, their leader and their ways in are read; one that has no PostgreSQL yet is passed over', (t) => {
  const read = readPatroniCluster(JSON.stringify(ANSWER));
  t.deepEqual(
    read?.leaders.map(({ place }) => place),
    [{ host: '10.0.0.1', port: 5432 }],
  );
  t.deepEqual(
    read?.members.map(({ name, role, lagBytes }) => [name, role, lagBytes]),
    [
      ['p1', 'leader', undefined],
      ['p2', 'sync_standby', 48],
    ],
  );
  t.deepEqual(read?.urls, ['http://10.0.0.1:8008', 'http://10.0.0.2:8008']);
});

test('older and newer words for the leader are known; that of a cluster which follows another one takes no writes', (t) => {
  const leaders = (role: string) =>
    readPatroniCluster(JSON.stringify({ members: [{ ...ANSWER.members[0], role }] }))?.leaders.length;
  t.is(leaders('master'), 1);
  t.is(leaders('primary'), 1);
  t.is(leaders('standby_leader'), 0);
});

test('what is no answer of Patroni is none', (t) => {
  for (const text of ['', 'null', '[]', '{}', '{"members":{}}', '<html>', '{"members":']) {
    t.is(readPatroniCluster(text), undefined, text);
  }
});

test('whatever stands in an answer, what is read of it is whole and bounded', (t) => {
  const wild = fc.oneof(fc.jsonValue(), fc.string({ maxLength: 600 }), fc.integer(), fc.double());
  const key = fc.constantFrom('name', 'role', 'state', 'api_url', 'host', 'port', 'timeline', 'lag', 'more');
  const member = fc.oneof(fc.jsonValue(), fc.dictionary(key, wild));
  fc.assert(
    fc.property(fc.array(member, { maxLength: 40 }), (members) => {
      const read = readPatroniCluster(JSON.stringify({ members }));
      if (read === undefined) return false;
      const sound = ({ place, name, role, state }: (typeof read.members)[number]) =>
        /^[A-Za-z0-9._:%-]{1,255}$/.test(place.host) &&
        Number.isInteger(place.port) &&
        place.port > 0 &&
        place.port < 65_536 &&
        [name, role, state].every((text) => text.length <= 255 && !/\p{Cc}/u.test(text));
      return read.members.length <= 20 && read.members.every(sound) && read.urls.every((url) => URL.canParse(url));
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void readPatroniCluster(text)));
  t.pass();
});
