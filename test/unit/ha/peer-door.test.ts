import test from 'ava';
import fastify from 'fastify';
import { peerRoutes } from '../../../src/console/index.ts';
import { Secret } from '../../../src/core/index.ts';
import {
  type ConfirmRequest,
  type DcsSnapshot,
  HttpPeers,
  PEER_PATH,
  PeerDoor,
  Promises,
} from '../../../src/ha/index.ts';

const entry = (value: object, revision: bigint) => ({
  value: JSON.stringify(value),
  createRevision: revision,
  modRevision: revision,
  lease: 1n,
});

const MEMBER = {
  ...{ name: 'b', host: 'b', port: 5432, catalogRole: 'standby', directorRole: 'waiting', timeline: 1, lsn: '1' },
  ...{ streaming: true, mourns: '0', priority: 1, peer: 'http://b:9180' },
};

const SNAPSHOT: DcsSnapshot = {
  revision: 9n,
  entries: new Map([
    ['roster', entry({ members: ['a', 'b'] }, 3n)],
    ['tenure/catalog', entry({ name: 'a', why: '' }, 7n)],
    ['leader/catalog', entry({ name: 'a', why: '' }, 7n)],
    ['members/b', entry(MEMBER, 8n)],
  ]),
};

const REQUEST: ConfirmRequest = { from: 'a', office: 'catalog', epoch: 7n, members: ['a', 'b'], promiseMs: 3_000 };
const never = new AbortController().signal;

const newDoor = (secret: string): PeerDoor =>
  new PeerDoor({
    cluster: 'c',
    name: 'b',
    secret: new Secret(secret),
    promises: new Promises({
      name: 'b',
      clock: { monotonicMs: () => 0 },
      store: { snapshot: SNAPSHOT },
      promiseMsMax: 3_000,
    }),
  });

/** One that asks, the doors that answer it in turn, and all bodies that went there. */
async function stage(doors: () => PeerDoor, secret = 'one', change = (text: string) => text) {
  const bodies: string[] = [];
  const app = async () => {
    const made = fastify();
    await made.register(peerRoutes(doors()));
    return made;
  };
  const post = async (url: string, question: string) => {
    bodies.push(question);
    const headers = { 'content-type': 'application/json' };
    const at = await app();
    const { body } = await at.inject({ method: 'POST', url: new URL(url).pathname, payload: question, headers });
    return change(body);
  };
  const store = { snapshot: SNAPSHOT, listen: () => ({ [Symbol.dispose]() {} }) };
  return { bodies, peers: new HttpPeers({ cluster: 'c', secret: new Secret(secret), store, post }) };
}

test('a member that is asked over HTTP confirms, and once more', async (t) => {
  const door = newDoor('one');
  const { peers } = await stage(() => door);
  t.true((await peers.confirm('b', REQUEST, never)).confirmed);
  t.true((await peers.confirm('b', REQUEST, never)).confirmed);
});

test('a member that was started anew is asked anew', async (t) => {
  const doors = [newDoor('one'), newDoor('one')];
  const turn = { at: 0 };
  const { peers } = await stage(() => doors[turn.at] as PeerDoor);
  t.true((await peers.confirm('b', REQUEST, never)).confirmed);
  turn.at = 1;
  t.true((await peers.confirm('b', REQUEST, never)).confirmed);
});

test('a question that is repeated by somebody else prolongs nothing', async (t) => {
  const door = newDoor('one');
  const { peers, bodies } = await stage(() => door);
  await peers.confirm('b', REQUEST, never);
  const again = JSON.parse(door.answer(bodies.at(-1) as string) as string) as { text: string };
  t.false((JSON.parse(again.text) as { confirmed: boolean }).confirmed);
});

test('without the secret nothing is answered, and no answer counts', async (t) => {
  const { peers } = await stage(() => newDoor('another'));
  await t.throwsAsync(peers.confirm('b', REQUEST, never));
  t.is(newDoor('one').answer('{"text":"{}","seal":"00"}'), undefined);
  t.is(newDoor('one').answer('no JSON'), undefined);
});

test('an answer that was changed, or belongs to another question, does not count', async (t) => {
  const door = newDoor('one');
  const changed = await stage(
    () => door,
    'one',
    (body) => body.replace('false', 'true'),
  );
  await t.throwsAsync(changed.peers.confirm('b', REQUEST, never));
  const first = { answer: undefined as string | undefined };
  const repeated = await stage(
    () => door,
    'one',
    (body) => {
      first.answer ??= body;
      return first.answer;
    },
  );
  await t.throwsAsync(repeated.peers.confirm('b', REQUEST, never));
});

test('whoever is not known where to ask is not asked', async (t) => {
  const { peers, bodies } = await stage(() => newDoor('one'));
  await t.throwsAsync(peers.confirm('x', REQUEST, never));
  t.is(bodies.length, 0);
  t.is(PEER_PATH, '/cluster/confirm');
});
