/** Whoever stops a bench leaves nothing behind: its scopes end before its process does. */
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { launch } from '../support/program.ts';
import { until } from '../support/wait.ts';

const HELPER = fileURLToPath(new URL('../support/until-stopped.ts', import.meta.url));

const COMMAND = `
  import { untilStopped } from ${JSON.stringify(HELPER)};
  await untilStopped(async (stopping) => {
    await using opened = { [Symbol.asyncDispose]: async () => console.log('closed') };
    console.log('opened');
    await stopping.race(() => new Promise((resolve) => setTimeout(resolve, 60_000)));
    console.log('went on');
  });`;

test('a command that a signal stops closes what it has opened, and says so by its exit status', async (t) => {
  const command = launch([process.execPath, '--input-type=module', '-e', COMMAND]);
  t.teardown(() => command.stop({ graceMs: 0 }));
  await until(() => command.stdout().includes('opened'), { what: () => `the command to begin: ${command.output()}` });
  await command.kill('SIGTERM');
  await command.exited;
  t.is(command.child.exitCode, 143, command.output());
  t.is(command.stdout(), 'opened\nclosed\n');
});
