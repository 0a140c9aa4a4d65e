/** RunScripts of the Director, run for real: what the Job log shows, and what becomes of the Job. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { systemClock } from '../../src/core/index.ts';
import {
  type JobCodes,
  passQueuedScripts,
  type RunScript,
  runDirectorScripts,
  type ScriptMoment,
} from '../../src/director/run-script/index.ts';
import { runScript } from '../support/run-script.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const codes: JobCodes = {
  directorName: 'tst-dir',
  jobId: 7,
  uniqueName: 'Nightly.1',
  jobName: 'Nightly',
  typeName: 'Backup',
  levelName: 'Full',
};
const script = (text: string, over: Partial<RunScript> = {}): RunScript => runScript({ text, ...over });

async function runAll(scripts: readonly RunScript[], moment: ScriptMoment = 'Before', status = 'R') {
  const said: string[] = [];
  const say = (type: string, text: string): void => void said.push(`${type}: ${text}`);
  const outcome = await runDirectorScripts(scripts, { moment, status, codes: () => codes, say });
  return { outcome, said };
}

test('a script is announced and its lines stand in the Job log, codes filled in', async (t) => {
  const { outcome, said } = await runAll([script(`sh -c 'echo "level %l"; echo two'`)]);
  t.is(outcome, 'ok');
  t.deepEqual(said, [
    `info: shell command: run BeforeJob "sh -c 'echo "level Full"; echo two'"\n`,
    'info: BeforeJob: level Full\n',
    'info: BeforeJob: two\n',
  ]);
});

test('a Before script that fails ends the Job there, unless FailJobOnError says no', async (t) => {
  const strict = await runAll([script('false'), script('echo never')]);
  t.is(strict.outcome, 'failed');
  t.is(strict.said.at(-1), 'error: Runscript: BeforeJob returned non-zero status=1. ERR=Child exited with code 1\n');
  const lenient = await runAll([script('false', { failJobOnError: false }), script('echo next')]);
  t.is(lenient.outcome, 'ok');
  t.is(lenient.said.at(-1), 'info: BeforeJob: next\n');
});

test('an After script that fails is warned of only', async (t) => {
  const { outcome, said } = await runAll([script('false', { when: ['After'] })], 'After', 'T');
  t.is(outcome, 'ok');
  t.regex(said.at(-1) ?? '', /^warning: Runscript: AfterJob/);
});

test('a console command that cannot be run is told as such', async (t) => {
  const { outcome, said } = await runAll([script('prune yes', { kind: 'console' })]);
  t.is(outcome, 'failed');
  t.regex(said.at(-1) ?? '', /Console commands cannot be run here/);
});

async function queue(text: string) {
  const said: string[] = [];
  const cancel = new AbortController();
  let waits = 0;
  const verdict = passQueuedScripts([script(text, { when: ['Queued'] })], {
    clock: { ...systemClock, sleep: async () => {} },
    codes: () => codes,
    say: (_type, line) => void said.push(line),
    signal: cancel.signal,
    onWaiting: () => {
      waits++;
      if (waits === 3) cancel.abort(new Error('canceled'));
    },
  });
  return { verdict: await verdict.catch((error: Error) => error.message), said, waits: () => waits };
}

test('a queue script lets the Job in, holds it back until it says yes, or cancels it', async (t) => {
  await using dir = await makeTempDir('queued');
  const flag = join(dir.path, 'flag');
  t.deepEqual((await queue('true')).verdict, { kind: 'go' });
  t.deepEqual((await queue(`sh -c 'exit 2'`)).verdict, { kind: 'cancel' });

  const held = await queue(`sh -c 'test -e ${flag} || { echo seen > ${flag}; exit 1; }'`);
  t.deepEqual(held.verdict, { kind: 'go' });
  t.is(held.waits(), 1);
  t.true(held.said.includes('The Job will wait for user defined resources to be available.\n'));
  t.is(await readFile(flag, 'utf8'), 'seen\n');
});

test('a queue script may make the Job the least urgent one, and a waiting Job can be cancelled', async (t) => {
  await using dir = await makeTempDir('queued');
  const flag = join(dir.path, 'flag');
  const later = await queue(`sh -c 'test -e ${flag} || { echo > ${flag}; exit 3; }'`);
  t.deepEqual(later.verdict, { kind: 'go', priority: 9999 });
  t.is((await queue('false')).verdict, 'canceled');
});
