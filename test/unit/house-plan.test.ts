/** The house plan: imports point down the list, neighbours do not meet, other rooms come through the door. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import test from 'ava';

const STOREYS: readonly (readonly string[])[] = [
  ['cli'],
  ['console'],
  ['director'],
  ['ha'],
  ['replication', 'storage-group', 'daemons'],
  ['catalog', 'volume', 'protocol'],
  ['config'],
  ['core'],
];
const storeyOf = (room: string): number => STOREYS.findIndex((rooms) => rooms.includes(room));
const roomOf = (file: string): string => file.split('/')[1] ?? '';

type Import = { from: string; to: string };

function imports(): Import[] {
  return globSync('src/**/*.ts').flatMap((from) => {
    const text = readFileSync(from, 'utf8');
    return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => ({
      from,
      to: relative('.', join(dirname(from), match[1] ?? '')),
    }));
  });
}

test('every file stands in a room of the plan', (t) => {
  for (const file of globSync('src/**/*.ts')) t.not(storeyOf(roomOf(file)), -1, file);
});

const say = ({ from, to }: Import): string => `${from} imports ${to}`;
const crossing = imports().filter(({ from, to }) => roomOf(from) !== roomOf(to));

test('imports point down the list, and neighbours do not meet', (t) => {
  const climbing = crossing.filter(({ from, to }) => storeyOf(roomOf(to)) <= storeyOf(roomOf(from)));
  t.deepEqual(climbing.map(say), []);
});

test('other rooms come through the door', (t) => {
  const throughTheWall = crossing.filter(({ to }) => !to.endsWith('/index.ts'));
  t.deepEqual(throughTheWall.map(say), []);
});
