/** Files on a disk: includes, commands, paths for the shell, and a clock that changes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { checkConfiguration, loadDirectorConfig } from '../../src/config/index.ts';
import { run } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { directory } from '../unit/config/support.ts';

async function files(t: ExecutionContext, texts: Readonly<Record<string, string>>): Promise<(name: string) => string> {
  const { path: folder, ...disposable } = await makeTempDir('config');
  t.teardown(() => disposable[Symbol.asyncDispose]());
  for (const [name, text] of Object.entries(texts)) {
    await writeFile(join(folder, name), text.replaceAll('FOLDER', folder));
  }
  return (name) => join(folder, name);
}

test('included files and the output of commands are read in place, also inside one another', async (t) => {
  const at = await files(t, {
    main: directory({
      Pool: ' Description = @FOLDER/name\n',
      more: '@FOLDER/clients\n@|"sh -c \'cat FOLDER/pools\'"\n',
    }),
    name: 'included',
    clients: 'Client { Name = c2; Address = a; Catalog = C\n @FOLDER/password\n}\n',
    password: 'Password = "s3cret"',
    pools: 'Pool { Name = Q; PoolType = Backup }',
  });
  const { config, problems } = await loadDirectorConfig(at('main'));
  t.deepEqual(problems, []);
  t.is(config?.pools.get('P')?.description, 'included');
  t.is(config?.clients.get('c2')?.password.reveal(), 's3cret');
  t.true(config?.pools.has('Q'));
});

test('a mistake in an included file has that file as its place', async (t) => {
  const at = await files(t, {
    main: directory({ more: '@FOLDER/more\n' }),
    more: '\nPool { Name = Q; PoolTyp = Backup }\n',
  });
  const { problems } = await loadDirectorConfig(at('main'));
  t.like(
    problems.find(({ hint }) => hint),
    { file: at('more'), line: 2, hint: 'Did you mean `PoolType`?' },
  );
});

test('files that are not there, and commands that fail, are problems with a place', async (t) => {
  const at = await files(t, { main: directory({ more: '@FOLDER/none\n@|"echo oops >&2; exit 3"\n@FOLDER\n' }) });
  const { problems } = await loadDirectorConfig(at('main'));
  const messages = problems.map(({ message }) => message.replace(/\/\S*\//, ''));
  t.is(messages[0], 'Cannot include none: No such file or directory');
  t.regex(messages[1] ?? '', /oops$/);
  t.regex(messages[2] ?? '', /Is a directory$/);
  const none = await loadDirectorConfig(at('none'));
  t.regex(none.problems[0]?.message ?? '', /^Cannot read .*none: No such file or directory$/);
});

test('a file that includes itself is stopped', async (t) => {
  const at = await files(t, { main: directory({ more: '@FOLDER/a\n' }), a: '@FOLDER/b\n', b: '@FOLDER/a\n' });
  const { problems } = await loadDirectorConfig(at('main'));
  t.is(problems.length, 1);
  t.regex(problems[0]?.message ?? '', /includes itself$/);
});

test('paths are written as the shell would write them', async (t) => {
  const at = await files(t, {
    main: directory({
      Client: ' TlsKey = $HOME/key\n TlsCertificate = "FOLDER/ma*"\n TlsCaCertificateFile = "/a;b c"\n',
    }),
  });
  const { config, problems } = await loadDirectorConfig(at('main'));
  t.deepEqual(problems, []);
  const client = config?.clients.get('cl');
  t.is(client?.tlsKey, `${process.env.HOME}/key`);
  t.is(client?.tlsCertificate, at('main'));
  t.is(client?.tlsCaCertificateFile, '/a;b c');
});

test('bytes that are not UTF-8 stay what they are', async (t) => {
  await using temp = await makeTempDir('config');
  const folder = temp.path;
  const file = join(folder, 'main');
  await writeFile(file, Buffer.from(directory({ FileSet: ' Include { File = "/caf\xe9"\n }\n' }), 'latin1'));
  const { config } = await loadDirectorConfig(file);
  t.is(config?.fileSets.get('F')?.includes[0]?.entries[0]?.text, '/caf\xe9');
});

test('the verdict names problems for people and for programs, and never a password', async (t) => {
  const at = await files(t, {
    main: directory({ Client: ' Pasword = "hush-hush"\n' }).replace(
      'Password = x\n Catalog',
      'Password = "hush\n Catalog',
    ),
  });
  const verdict = await checkConfiguration(at('main'), { as: 'director', show: true });
  t.is(verdict.exitCode, 1);
  t.regex(verdict.text, /The quote that opens here closes only in line 22/);
  t.regex(verdict.text, /problems?.* \(read as a director file\)$/);
  t.like(verdict.json, { usable: false, kind: 'director' });
  t.notRegex(verdict.text + JSON.stringify(verdict.json), /hush/);
});

const SCHEDULES = `
import { parseDirectorConfig, nextTime } from '${fileURLToPath(new URL('../../src/config/index.ts', import.meta.url))}';
const [, , text, run, from] = process.argv;
const { config } = parseDirectorConfig(text.replace('Name = Sch', 'Name = Sch\\n Run = ' + run));
let at = new Date(Number(from));
const found = [];
for (let i = 0; i < 3; i++) found.push((at = nextTime(config.schedules.get('Sch').runs[0].times, at)).toISOString());
console.log(found.join(' '));
`;

test('a time that the change of the clock skips does not run, one that comes twice runs twice', async (t) => {
  const at = await files(t, { 'next.ts': SCHEDULES });
  const next = async (line: string, from: string): Promise<string[]> => {
    const command = [process.execPath, at('next.ts'), directory(), line, `${Date.parse(from)}`];
    const { stdout } = await run(command, { env: { ...process.env, TZ: 'Europe/Berlin' } });
    return stdout.trim().split(' ');
  };
  t.deepEqual(await next('daily at 2:30', '2026-03-28T00:00:00Z'), [
    '2026-03-28T01:30:00.000Z',
    '2026-03-30T00:30:00.000Z',
    '2026-03-31T00:30:00.000Z',
  ]);
  t.deepEqual(await next('daily at 2:30', '2026-10-24T20:00:00Z'), [
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
});
