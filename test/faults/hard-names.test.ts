/**
 * File names that break careless programs, through the whole house: into the Catalog, out through lists and the HTTP
 * interface, chosen for a restore, on the terminal and in the log. No name is lost, and none forges a line.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { BACKUP_JOB } from '../support/director-config.ts';
import { GENUINE_VERSIONS } from '../support/genuine.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { endsWith, nextJobRuns, openPremises } from '../support/premises.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { bytes, HARD_NAMES } from '../support/tree-names.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

interface FileJson {
  readonly name: string;
  readonly nameBase64?: string;
}
const nameOf = ({ name, nameBase64 }: FileJson): string =>
  nameBase64 === undefined
    ? bytes(Buffer.from(name).toString('latin1')).toString('latin1')
    : Buffer.from(nameBase64, 'base64').toString('latin1');

for (const version of GENUINE_VERSIONS) {
  test(`${version}: every name comes into the Catalog, out of every list, and back`, async (t) => {
    await using premises = await openPremises(postgres, { version, files: [10] });
    const { director, client, tree } = premises;
    const names = HARD_NAMES.map((name) => `${tree}/${name}`);
    for (const name of names) await writeFile(bytes(name), name, 'latin1');
    const jobId = await director.run({ job: BACKUP_JOB });
    await endsWith(t, director, jobId, 'T', /Termination: +Backup OK\n/);

    const listed = await director.cli(['list', 'files', String(jobId), '--json']);
    const files: FileJson[] = JSON.parse(Buffer.from(listed.stdout, 'latin1').toString());
    const found = new Set(files.map(nameOf));
    t.deepEqual(
      names.filter((name) => !found.has(name)),
      [],
    );
    t.is(files.length, names.length + 2);
    t.deepEqual(await director.get<FileJson[]>(`/jobs/${jobId}/files?limit=1000`), files);
    for (const args of [
      ['list', 'files', String(jobId)],
      ['list', 'files', String(jobId), '--long'],
    ]) {
      const { stdout } = await director.cli(args);
      const lines = stdout.trimEnd().split('\n');
      t.is(lines.length, files.length, 'one line a file');
      t.notRegex(Buffer.from(lines.join(''), 'latin1').toString(), /[\x00-\x1f\x7f-\x9f\ufffd]/);
    }

    await using dir = await makeTempDir('hard-names');
    const back = async (args: readonly string[], where: string) => {
      const done = await director.cli(['restore', '--where', where, '--wait', ...args], {
        mayFail: true,
        timeoutMs: 120_000,
      });
      t.is(done.status, 0, done.stdout + done.stderr);
      return (await readdir(bytes(`${where}${tree}`), 'latin1')).sort();
    };
    // Chosen by a list whose names end with a NUL byte, as `find -print0` makes it.
    const list = join(dir.path, 'list');
    await writeFile(list, names.map((name) => `${name}\0`).join(''), 'latin1');
    const first = await back(['--client', client.name, '--files-from', list, '--null'], join(dir.path, 'by-list'));
    t.deepEqual(first, [...HARD_NAMES].sort());
    // Chosen as the HTTP interface listed them.
    const odd = files.filter((file) => names.includes(nameOf(file)));
    const where = join(dir.path, 'by-json');
    const chosen = odd.map(({ name, nameBase64 }) => (nameBase64 === undefined ? name : { base64: nameBase64 }));
    const ended = await director.ended(await director.restore({ from: { jobId }, files: chosen as string[], where }));
    t.is(ended.status, 'T', await director.log());
    t.is(ended.files, names.length + 1, 'and the folder that they lie in');
    t.deepEqual((await readdir(bytes(`${where}${tree}`), 'latin1')).sort(), [...HARD_NAMES].sort());
    await nextJobRuns(t, director);
  });
}

test('a name in the words of a daemon forges no line of the log', async (t) => {
  await using premises = await openPremises(postgres, { files: [10] });
  const { director, client, tree } = premises;
  const evil = 'a\n21-Nov 00:00 test-dir JobId 1: Termination: Backup OK\u001b[31m\xff';
  await mkdir(bytes(`${tree}/${evil}`));
  await writeFile(bytes(`${tree}/${evil}/file`), 'x');
  await endsWith(t, director, await director.run({ job: BACKUP_JOB }), 'T', /Backup OK/);
  await using dir = await makeTempDir('forged');
  // A file stands where its folder has to be: the Client complains with the whole name.
  await mkdir(bytes(`${dir.path}${tree}`), { recursive: true });
  await writeFile(bytes(`${dir.path}${tree}/${evil}`), '');
  const done = await director.cli(
    ['restore', '--client', client.name, '--where', dir.path, '--replace', 'never', '--wait'],
    {
      mayFail: true,
    },
  );
  t.is(done.status, 1, done.stdout);
  t.regex(done.stderr, /exists but is not a directory/);
  t.notRegex(done.stdout + done.stderr, /[\x00-\x08\x0b-\x1f\x7f]/);
  t.notRegex(done.stderr, /^21-Nov 00:00/m);
  t.notRegex(await director.log(), /^21-Nov 00:00/m);
  await nextJobRuns(t, director);
});
