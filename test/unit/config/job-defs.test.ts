import test from 'ava';
import { parseDirectory } from './support.ts';

const DEFS = `JobDefs { Name = D; Type = Restore; Client = cl; FileSet = F; Pool = P; Messages = M
 Storage = S; Priority = 7; Where = /defs; Max Run Time = 5 hours
 RunBeforeJob = "from defs"
 Run = "one"
}
`;
const job = (lines: string) =>
  parseDirectory({ more: `${DEFS}Job { Name = K; JobDefs = D\n${lines}}\n` }).config?.jobs.get('K');

test('what a Job does not mention comes from its JobDefs', (t) => {
  const found = job('');
  t.like(found, { type: 'R', priority: 7, where: '/defs', maxRunTimeSec: 18_000, run: ['one'] });
  t.is(found?.client.name, 'cl');
  t.deepEqual(
    found?.storages.map(({ name }) => name),
    ['S'],
  );
});

test('what it mentions is its own, lists as a whole', (t) => {
  t.like(job(' Type = Backup; Priority = 10; Where = /own; Run = "two"\n'), {
    type: 'B',
    priority: 10,
    where: '/own',
    run: ['two'],
  });
});

test('RunScripts of both run, the own ones first', (t) => {
  const found = job(' RunBeforeJob = "own"\n');
  t.deepEqual(
    found?.runScripts.map(({ command }) => command),
    ['own', 'from defs'],
  );
});

test('defaults hold where neither mentions a directive', (t) => {
  t.like(job(''), { maximumConcurrentJobs: 1, spoolAttributes: true, enabled: true, replace: 'a', level: undefined });
});

test('JobDefs of JobDefs are not followed', (t) => {
  const { config } = parseDirectory({ more: `${DEFS}JobDefs { Name = E; JobDefs = D }\n` });
  t.is(config?.jobDefs.get('E')?.priority, 10);
  const { problems } = parseDirectory({
    more: `${DEFS}JobDefs { Name = E; JobDefs = D }\nJob { Name = K; JobDefs = E }\n`,
  });
  t.true(problems.some(({ message }) => message === 'Job needs the directive Type'));
});

test('required directives are asked of the merged Job, where its JobDefs are there', (t) => {
  const missing = parseDirectory({ more: 'Job { Name = K; Type = Admin }\n' }).problems.map(({ message }) => message);
  t.deepEqual(
    missing,
    ['Messages', 'Pool', 'Client', 'FileSet'].map((name) => `Job needs the directive ${name}`),
  );
  const unknown = parseDirectory({ more: 'Job { Name = K; JobDefs = D }\n' }).problems.map(({ message }) => message);
  t.deepEqual(unknown, ['There is no JobDefs named "D"']);
});

test('a Job needs a Storage of its own or of its Pool', (t) => {
  const without = 'Job { Name = K; Type = Backup; Client = cl; FileSet = F; Messages = M; Pool = Q }\n';
  const pool = (storage: string) => `Pool { Name = Q; PoolType = Backup\n${storage}}\n`;
  t.deepEqual(parseDirectory({ more: pool(' Storage = S\n') + without }).problems, []);
  t.is(
    parseDirectory({ more: pool('') + without }).problems[0]?.message,
    'No Storage, neither in Job "K" nor in its Pool',
  );
});
