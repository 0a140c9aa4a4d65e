/** Lists that the Client reads itself. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { expandFileSet, parseFileSet } from '../../../../../src/daemons/file/file-set/index.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';

const fileSetOf = (files: readonly string[], excludes: readonly string[] = []) =>
  parseFileSet([
    'I\n', ...files.map((file) => `F ${file}`), 'N\n', 'N\n', 'E\n', ...excludes.map((file) => `F ${file}`), 'N\n', 'N\n',
  ]).fileSet; // biome-ignore format: as on the wire

test('a list is read from the disk and a command is run, in the order of the FileSet', async (t) => {
  await using dir = await makeTempDir('file-set');
  const list = join(dir.path, 'list');
  await writeFile(list, Buffer.from('/srv/one\n\n/srv/two \r\n/srv/\xff\n  /srv/blank', 'latin1'));
  const command = `|sh -c 'echo /srv/three; echo; echo "/srv/four "'`;
  const { includes, excludes } = await expandFileSet(
    fileSetOf(['/srv/first', `<${list}`, command, '/srv/last'], [`<${list}`]),
  );
  const listed = ['/srv/one', '/srv/two', '/srv/\xff', '  /srv/blank'];
  t.deepEqual(includes[0]?.files, ['/srv/first', ...listed, '/srv/three', '/srv/four', '/srv/last']);
  t.deepEqual(excludes, listed);
});

test('a list of many names is not cut', async (t) => {
  const { includes } = await expandFileSet(fileSetOf(['|seq -f /srv/%.0f 1 25000']));
  t.is(includes[0]?.files.length, 25_000);
  t.is(includes[0]?.files.at(-1), '/srv/25000');
});

test('a list that cannot be read ends the Job, in the words of a genuine Client', async (t) => {
  await t.throwsAsync(expandFileSet(fileSetOf(['</nonexistent/list'])), {
    code: 'CLIENT_FILE_LIST',
    message: 'Cannot open FileSet input file: /nonexistent/list. ERR=No such file or directory',
  });
  await t.throwsAsync(expandFileSet(fileSetOf(["|sh -c 'echo /srv; exit 3'"])), {
    code: 'CLIENT_FILE_LIST',
    message: "Error running program: sh -c 'echo /srv; exit 3'. ERR=Child exited with code 3",
  });
  await t.throwsAsync(expandFileSet(fileSetOf(['|/nonexistent/program'])), { code: 'CLIENT_FILE_LIST' });
});

test('a command that does not end is ended', async (t) => {
  await t.throwsAsync(expandFileSet(fileSetOf(['|sleep 60']), { timeoutMs: 100 }), { code: 'CLIENT_FILE_LIST' });
  const cancelled = AbortSignal.abort();
  await t.throwsAsync(expandFileSet(fileSetOf(['|sleep 60']), { signal: cancelled }), { code: 'CLIENT_FILE_LIST' });
});
