import { readFileSync } from 'node:fs';
import test from 'ava';
import { main } from '../../../src/cli/main.ts';
import { VERBS } from '../../../src/cli/verbs.ts';
import { fakeTerminal } from './fake-terminal.ts';

test('help names every verb, and every verb has help', async (t) => {
  const overview = fakeTerminal();
  t.is(await main(['help'], overview), 0);
  for (const name of Object.keys(VERBS)) {
    t.true(overview.output().includes(`  ${name}`));
    const terminal = fakeTerminal();
    t.is(await main([name, '--help'], terminal), 0);
    t.true(terminal.output().startsWith(`understudy ${name}`));
  }
});

test('--version tells the one of package.json', async (t) => {
  const terminal = fakeTerminal();
  t.is(await main(['--version'], terminal), 0);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  t.is(terminal.output(), `understudy ${version}\n`);
});

test('an unknown verb is told with a way out, as words or as JSON', async (t) => {
  const words = fakeTerminal();
  t.is(await main(['frobnicate'], words), 2);
  t.is(words.notes(), 'understudy: There is no verb "frobnicate" (understudy help)\n');
  const json = fakeTerminal();
  t.is(await main(['frobnicate', '--json'], json), 2);
  t.is(JSON.parse(json.output()).error.code, 'CLI_USAGE');
  t.is(await main(['constructor'], fakeTerminal()), 2);
  t.is(await main(['help', 'constructor'], fakeTerminal()), 2);
});

test('where no Director answers, the exit code is 3 and the hint says where it was looked for', async (t) => {
  const terminal = fakeTerminal({ environment: { UNDERSTUDY_SOCKET: '/nowhere/api.socket' } });
  t.is(await main(['status'], terminal), 3);
  t.regex(terminal.notes(), /No Director answers at \/nowhere\/api\.socket/);
});

test('nothing said is a usage error that shows the help', async (t) => {
  const terminal = fakeTerminal();
  t.is(await main([], terminal), 2);
  t.regex(terminal.output(), /understudy VERB/);
});
