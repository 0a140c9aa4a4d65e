import test from 'ava';
import { parseDirectorConfig } from '../../../../src/config/index.ts';
import { type Additions, parseDirectory } from '../support.ts';

const warnings = (additions: Additions): string[] => parseDirectory(additions).warnings.map(({ message }) => message);
const FILES = { FileSet: ' Include { File = /x }\n' };

test('a file with nothing in it misses what a Director needs', (t) => {
  const { problems } = parseDirectorConfig('');
  t.deepEqual(
    problems.map(({ message }) => message),
    ['Director', 'Job', 'Client', 'Catalog', 'Messages'].map((kind) => `There is no ${kind} resource`),
  );
});

test('there is one Director', (t) => {
  const second =
    'Director { Name = e; QueryFile = q; WorkingDirectory = w; PidDirectory = p; Password = x; Messages = M }\n';
  t.deepEqual(
    parseDirectory({ more: second }).problems.map(({ message }) => message),
    ['Only one Director resource is permitted'],
  );
});

test('a Client may do without an address only when it calls itself', (t) => {
  const client = (more: string) =>
    parseDirectory({ more: `Client { Name = q; Password = x; Catalog = C; ${more} }\n` }).problems;
  t.deepEqual(client('AllowFdConnections = yes'), []);
  t.like(client('')[0], { message: 'Client needs the directive Address' });
});

test('a Scratch pool is no Pool of a Job', (t) => {
  const { problems } = parseDirectory({
    more: 'Pool { Name = Scratch; PoolType = Scratch }\nJob { Name = K; Type = Backup; Client = cl; FileSet = F; Storage = S; Messages = M; Pool = Scratch }\n',
  });
  t.deepEqual(
    problems.map(({ message }) => message),
    ['A Scratch pool cannot be the Pool of a Job'],
  );
});

test('what is allowed but hardly meant is warned of', (t) => {
  t.deepEqual(warnings(FILES), []);
  t.deepEqual(warnings({}), ['FileSet "F" names nothing to back up']);
  t.deepEqual(warnings({ ...FILES, Job: ' RescheduleOnError = yes\n' }), ['A Job that fails is run again and again']);
  t.deepEqual(warnings({ ...FILES, Pool: ' MaximumVolumeBytes = 1000\n' }), ['A Volume of 1000 bytes is too small']);
  t.deepEqual(warnings({ ...FILES, Catalog: ' DbDriver = MySQL\n' }), [
    'Only PostgreSQL carries a Catalog here, not MySQL',
  ]);
});
