/** Commands whose output is saved (bpipe): those that fail, hang, or say more than fits into memory. */
import test from 'ava';
import { parseFileSet } from '../../../../../src/daemons/file/file-set/index.ts';
import { JobFigures } from '../../../../../src/daemons/file/job/figures.ts';
import { checkPlugins, savePlugins } from '../../../../../src/daemons/file/job/plugin-backup.ts';
import type { TakingTools } from '../../../../../src/daemons/file/job/take-files.ts';
import { openThreadTools } from '../../../../../src/daemons/file/job/thread-tools.ts';
import type { DataReader } from '../../../../../src/daemons/file/streams/index.ts';

/** Saves what the command prints; `take` is asked before each piece. */
function job(take: (total: number) => void | Promise<void> = () => {}) {
  const target = Buffer.alloc(256 * 1024);
  const said: string[] = [];
  let total = 0;
  let text = '';
  const figures = new JobFigures();
  const settings = { figures: figures.memory } as unknown as Parameters<typeof openThreadTools>[0];
  const { tools, stop } = openThreadTools(settings, (message) => {
    if (message.kind === 'say') said.push(`${message.type}: ${message.text}`);
  });
  const savePlugin = async (_command: string, _entry: unknown, reader: DataReader) => {
    for (;;) {
      await take(total);
      const count = await reader.read(target, 0, target.length);
      if (count === 0) return;
      if (total < 1000) text += target.toString('latin1', 0, Math.min(count, 1000));
      total += count;
    }
  };
  const taking = { tools, records: { savePlugin }, selector: { meet: () => {} } } as unknown as TakingTools;
  return {
    said,
    figures,
    text: () => text,
    total: () => total,
    stop: () => {
      figures.requestStop('cancel');
      stop('cancel');
    },
    save: (command: string) => savePlugins(taking, parseFileSet(['I\n', 'N\n', `P ${command}\n`, 'N\n']).fileSet),
  };
}

test('a command is a line for the shell, as with a genuine Client, and what it says beside is in the log', async (t) => {
  const { save, text, said, figures } = job();
  await save('bpipe:/PIPE/x:echo $((1+2)) | tr 3 4; echo aside >&2:cat');
  t.is(text(), '4\n');
  t.deepEqual(said, ['info: bpipe: aside\n']);
  t.is(figures.get('errors'), 0);
});

for (const [what, command, why] of [
  ['fails', 'echo half; exit 3', /ERR=Child exited with code 3\n$/],
  ['is not there', '/no/such/program', /ERR=Child exited with code 127\n$/],
  ['dies', 'kill -SEGV $$', /ERR=Child died from signal SIGSEGV\n$/],
] as const) {
  test(`a command that ${what} is named, and is an error of the Job`, async (t) => {
    const { save, said, figures } = job();
    await save(`bpipe:/PIPE/x:${command}:cat`);
    t.true(said.some((line) => line.startsWith(`error: bpipe: "${command}" for /PIPE/x failed.`) && why.test(line)));
    t.is(figures.get('errors'), 1);
  });
}

test('a command that hangs, and does not hear when it is asked to end, ends with its Job', async (t) => {
  const { save, stop, said } = job();
  const saving = save(`bpipe:/PIPE/x:trap '' TERM; echo begun; while true; do sleep 1; done:cat`);
  setTimeout(stop, 100);
  await t.throwsAsync(saving, { code: 'CLIENT_JOB_STOPPED' });
  t.deepEqual(said, [], 'a Job that was taken back complains of nothing');
});

test('an output that never ends is read as it is taken, not into memory', async (t) => {
  const wanted = 400_000_000;
  let most = 0;
  const { save, stop, total } = job(async (soFar) => {
    most = Math.max(most, process.memoryUsage().arrayBuffers);
    if (soFar > wanted) stop();
    if (soFar % 50_000_000 < 300_000) await new Promise((resolve) => setTimeout(resolve, 5));
  });
  const before = process.memoryUsage().arrayBuffers;
  await t.throwsAsync(save('bpipe:/PIPE/x:cat /dev/zero:cat'), { code: 'CLIENT_JOB_STOPPED' });
  t.true(total() > wanted);
  t.true(most - before < 150_000_000, `${most - before} bytes more than at the beginning`);
});

test('a plugin that nobody here has is named before anything is saved', (t) => {
  const { fileSet } = parseFileSet(['I\n', 'N\n', 'P delta:/x\n', 'N\n']);
  t.throws(() => checkPlugins(fileSet), { code: 'CLIENT_PLUGIN_MISSING' });
});
