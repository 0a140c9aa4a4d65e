/** Commands of the configuration: no shell, bounded, and ended with everything they started. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { programFault, runProgram } from '../../src/core/index.ts';

const sh = (script: string): string[] => ['sh', '-c', script];

test('lines of both outputs arrive whole, and the exit code is told', async (t) => {
  const lines: string[] = [];
  const result = await runProgram(sh('printf "one\\ntwo"; echo three >&2; exit 3'), { onLine: (l) => lines.push(l) });
  t.deepEqual(lines.toSorted(), ['one', 'three', 'two']);
  t.is(programFault(result), 'Child exited with code 3');
});

test('no shell looks at the words', async (t) => {
  const lines: string[] = [];
  await runProgram(['echo', '$HOME; `id`', 'gr\xc3\xbc\xc3\x9fe'], { onLine: (l) => lines.push(l) });
  t.deepEqual(lines, ['$HOME; `id` gr\xc3\xbc\xc3\x9fe']);
});

test('a program that is not there, no command, and bytes that are not UTF-8 are told as such', async (t) => {
  t.regex(programFault(await runProgram(['/nowhere/prog'])) ?? '', /not started.*ENOENT/);
  t.regex(programFault(await runProgram([])) ?? '', /command is empty/);
  t.regex(programFault(await runProgram(['echo', '\xff'])) ?? '', /not UTF-8/);
});

test('its input is given, also to one that does not read it', async (t) => {
  const lines: string[] = [];
  await runProgram(['cat'], { input: 'a\nb\n', onLine: (l) => lines.push(l) });
  t.deepEqual(lines, ['a', 'b']);
  t.deepEqual(await runProgram(['true'], { input: 'x'.repeat(1_000_000) }), { kind: 'exited', code: 0 });
});

test('time over or a cancel ends the program with its children', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'understudy-program-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const child = join(dir, 'pid');
  const cancel = new AbortController();
  const running = runProgram(sh(`sleep 1000 & echo $! > ${child}.new && mv ${child}.new ${child}; echo up; wait`), {
    signal: cancel.signal,
    onLine: () => cancel.abort(),
  });
  t.deepEqual(await running, { kind: 'cancelled' });
  const pid = Number(await readFile(child, 'utf8'));
  await t.notThrowsAsync(gone(pid));
  t.is((await runProgram(['sleep', '1000'], { timeoutMs: 50 })).kind, 'timedOut');
  t.is((await runProgram(['true'], { signal: cancel.signal })).kind, 'cancelled');
});

/** The kernel needs a moment between the signal and the end of the process; a zombie counts as gone. */
async function gone(pid: number): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    if (stat === undefined || stat.includes(') Z ')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`process ${pid} still runs`);
}

test('a child left in the background with the output open does not hold the Job', async (t) => {
  const lines: string[] = [];
  const result = await runProgram(sh('sleep 20 & echo done'), { onLine: (l) => lines.push(l) });
  t.deepEqual(result, { kind: 'exited', code: 0 });
  t.deepEqual(lines, ['done']);
});
