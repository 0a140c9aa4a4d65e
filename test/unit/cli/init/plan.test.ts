import test from 'ava';
import { makePlan } from '../../../../src/cli/init/plan.ts';
import { configurationFiles } from '../../../../src/cli/init/write-files.ts';
import { parseDirectorConfig } from '../../../../src/config/index.ts';

const REQUEST = { directory: '/srv/backup', name: 'here', backup: ['/home'] };
const director = (request: Partial<typeof REQUEST> = {}) => {
  const text = configurationFiles(makePlan({ ...REQUEST, ...request }))['bacula-dir.conf'] ?? '';
  return parseDirectorConfig(Buffer.from(text).toString('latin1'));
};

test("the Director's file is whole, and saves what was asked for", (t) => {
  const { config, problems, warnings } = director();
  t.deepEqual([...problems, ...warnings], []);
  t.deepEqual([...(config?.jobs.keys() ?? [])], ['BackupClient1', 'RestoreFiles']);
  const job = config?.jobs.get('BackupClient1');
  t.deepEqual(
    job?.fileSet?.includes.flatMap(({ entries }) => entries.map(({ text }) => text)),
    ['/home'],
  );
  t.is(job?.client?.name, 'here-fd');
  t.is(config?.director.name, 'here-dir');
});

test('what the backup writes is no part of what it saves', (t) => {
  const { config } = director({ backup: ['/'] });
  const excluded = JSON.stringify(config?.fileSets.get('Selection')?.excludes);
  for (const folder of ['volumes', 'catalog', 'working', 'restores'])
    t.true(excluded.includes(`/srv/backup/${folder}`));
});

test('names of any characters are saved as they are', (t) => {
  const path = '/odd "quoted" \\back\\ $HOME # no comment ; é';
  const { config, problems } = director({ backup: [path] });
  t.deepEqual(problems, []);
  const saved = config?.fileSets.get('Selection')?.includes[0]?.entries;
  t.deepEqual(saved, [{ kind: 'file', text: Buffer.from(path).toString('latin1') }]);
});

test('each password stands in the two files that share it, and is another in each plan', (t) => {
  const plan = makePlan(REQUEST);
  const files = configurationFiles(plan);
  const holders = (secret: { reveal(): string }) =>
    Object.keys(files).filter((name) => files[name]?.includes(secret.reveal()));
  t.deepEqual(holders(plan.secrets.console), ['bacula-dir.conf', 'bconsole.conf']);
  t.deepEqual(holders(plan.secrets.client), ['bacula-dir.conf', 'bacula-fd.conf']);
  t.deepEqual(holders(plan.secrets.storage), ['bacula-dir.conf', 'bacula-sd.conf']);
  const all = [plan, makePlan(REQUEST)].flatMap(({ secrets }) => Object.values(secrets).map((one) => one.reveal()));
  t.is(new Set(all).size, 6);
  for (const secret of all) t.regex(secret, /^[\w-]{40}$/);
});

test('what a file or a shell would read otherwise is refused', (t) => {
  const refused = (over: object) => t.throws(() => makePlan({ ...REQUEST, ...over }), { code: 'CLI_USAGE' });
  refused({ directory: '/a b' });
  refused({ directory: '/a$b' });
  refused({ name: 'a b' });
  refused({ name: '' });
  refused({ name: 'x'.repeat(101) });
  refused({ portBase: 65_534 });
  refused({ portBase: 0 });
  refused({ backup: ['/a\nb'] });
});

test('this machine gives its name where none is given', (t) => {
  t.regex(makePlan({ directory: '/srv', backup: [] }).name, /^[A-Za-z0-9][\w-]*$/);
});
