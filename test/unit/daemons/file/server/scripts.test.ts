/** Scripts of a Job at the Client: which of them run when, and what comes of one that fails, hangs or may not run. */
import test from 'ava';
import {
  type ClientScript,
  runScripts,
  type ScriptContext,
  substituteCodes,
} from '../../../../../src/daemons/file/server/scripts.ts';
import { callDaemon, fakeDaemon, JOB } from './daemon.ts';

const code = (letter: string) => ({ j: 'Nightly.1', i: 7 })[letter];

const script = (command: string, over: Partial<ClientScript> = {}): ClientScript => ({
  command,
  when: 2,
  onSuccess: true,
  onFailure: false,
  failJobOnError: true,
  ...over,
});

async function runs(scripts: readonly ClientScript[], moment: 'before' | 'after', over: Partial<ScriptContext> = {}) {
  const said: string[] = [];
  const say = (type: string, text: string): void => void said.push(`${type}: ${text.trimEnd()}`);
  const verdict = await runScripts(scripts, moment, { good: true, code, say, allowedDirectories: [], ...over });
  return { verdict, said };
}

test('codes are filled in once, unknown ones stay', (t) => {
  t.is(substituteCodes('%i %j %z %% %%i', code), '7 Nightly.1 %z % %i');
});

test('what a script prints is in the log, line by line, with its name before it', async (t) => {
  const { verdict, said } = await runs([script("sh -c 'echo one %i; echo two >&2'")], 'before');
  t.is(verdict, 'ok');
  t.is(said[0], `info: shell command: run ClientBeforeJob "sh -c 'echo one 7; echo two >&2'"`);
  t.deepEqual(said.slice(1).toSorted(), ['info: ClientBeforeJob: one 7', 'info: ClientBeforeJob: two']);
});

test('one that fails ends the Job where it should, and is a warning where it should not', async (t) => {
  const failing = script("sh -c 'exit 3'");
  const strict = await runs([failing, script('echo never')], 'before');
  t.is(strict.verdict, 'failed');
  t.deepEqual(strict.said.slice(1), [
    'error: Runscript: ClientBeforeJob returned non-zero status. ERR=Child exited with code 3',
  ]);
  const lenient = await runs([{ ...failing, failJobOnError: false }, script('echo on')], 'before');
  t.is(lenient.verdict, 'warned');
  t.regex(lenient.said[1] ?? '', /^warning: Runscript: /);
  t.is(lenient.said.at(-1), 'info: ClientBeforeJob: on');
});

test('after the Job those run that are for such an end, before it all that are for then', async (t) => {
  const scripts = [
    script('echo before'),
    script('echo good', { when: 1 }),
    script('echo bad', { when: 1, onSuccess: false, onFailure: true }),
    script('echo both', { when: 1, onFailure: true }),
    script('echo completion', { when: 8 }),
    script('echo always', { when: 3 }),
  ];
  const lines = async (moment: 'before' | 'after', good: boolean) =>
    (await runs(scripts, moment, { good })).said
      .filter((line) => !line.includes('shell command'))
      .map((line) => line.split(': ')[2]);
  t.deepEqual(await lines('before', true), ['before', 'always']);
  t.deepEqual(await lines('after', true), ['good', 'both', 'completion', 'always']);
  t.deepEqual(await lines('after', false), ['bad', 'both']);
});

test('a script that hangs ends with its Job', async (t) => {
  const stop = new AbortController();
  const running = runs([script('sleep 600')], 'before', { signal: stop.signal });
  stop.abort();
  const { verdict, said } = await running;
  t.is(verdict, 'failed');
  t.regex(said.at(-1) ?? '', /because the Job was canceled$/);
});

test('only scripts from allowed folders run', async (t) => {
  const allowedDirectories = ['/usr/local/backup'];
  for (const command of ['/bin/echo x', 'echo x', '/usr/local/backup/../bin/x', '/usr/local/backup-not/x']) {
    const { verdict, said } = await runs([script(command)], 'before', { allowedDirectories });
    t.is(verdict, 'failed', command);
    t.regex(said.at(-1) ?? '', /outside of the Allowed Script Directories$/);
  }
});

test('what is no command of the Client is refused, such as one for the console', async (t) => {
  for (const line of [
    'Run OnSuccess=1 OnFailure=0 AbortOnError=1 When=2 Console=purge volume\n',
    'Run OnSuccess=x\n',
    'Run\n',
  ]) {
    const { say } = callDaemon(fakeDaemon());
    await say(JOB);
    t.deepEqual(await say(line), ['2905 Bad RunScript command.\n', '#-4'], line);
  }
});
