/** Messages on their way to real files, programs and mails; what breaks there never breaks the Job. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createLogger, runProgram, systemClock } from '../../src/core/index.ts';
import {
  MESSAGE_TYPES,
  type MessageDestination,
  openConsoleMessages,
  openJobMessages,
} from '../../src/director/messages/index.ts';

const types = new Set(MESSAGE_TYPES);
const codes = {
  directorName: 'tst-dir',
  jobId: 1,
  uniqueName: 'J.1',
  jobName: 'J',
  typeName: 'Backup',
  exitStatus: 'Backup OK',
};

async function folder(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'understudy-messages-'));
  t.teardown(() => rm(dir, { recursive: true }));
  return dir;
}

function open(destinations: readonly MessageDestination[]) {
  const consoleMessages = openConsoleMessages();
  const messages = openJobMessages(
    { name: 'Standard', destinations: [...destinations, { kind: 'console', types }] },
    { directorName: 'tst-dir', jobId: 1, clock: systemClock, logger: createLogger('silent'), consoleMessages },
  );
  return { messages, told: () => consoleMessages.take().lines.join('') };
}

test('append adds to what is there, file begins anew, bytes stay bytes', async (t) => {
  const dir = await folder(t);
  const [log, fresh] = [join(dir, 'log'), join(dir, 'fresh')];
  await writeFile(log, 'old\n');
  await writeFile(fresh, 'old\n');
  const { messages } = open([
    { kind: 'append', path: log, types },
    { kind: 'file', path: fresh, types },
  ]);
  messages.say('info', 'name \xff\xc3\xbc');
  await messages.flush();
  messages.say('info', 'two');
  await messages.close({ status: 'T', codes });
  const appended = await readFile(log, 'latin1');
  t.regex(appended, /^old\n\d\d-\w{3} \d\d:\d\d tst-dir JobId 1: name \xff\xc3\xbc\n.*: two\n$/);
  t.is(await readFile(fresh, 'latin1'), appended.slice(4));
});

test('a file that cannot be written, a full disk and a pipe without a reader are warned of once', async (t) => {
  const dir = await folder(t);
  const pipe = join(dir, 'pipe');
  await runProgram(['mkfifo', pipe]);
  const { messages, told } = open([
    { kind: 'append', path: pipe, types },
    { kind: 'append', path: join(dir, 'no', 'such', 'dir'), types },
    { kind: 'append', path: '/dev/full', types },
  ]);
  messages.say('info', 'one');
  await messages.flush();
  messages.say('info', 'two');
  await messages.close({ status: 'T', codes });
  const text = told();
  t.is(text.match(/Warning: Messages "Standard", Append = .*ENOENT/g)?.length, 1);
  t.is(text.match(/Warning: Messages "Standard", Append = .*ENXIO/g)?.length, 1);
  t.is(text.match(/Warning: Messages "Standard", Append = .*ENOSPC/g)?.length, 1);
  t.regex(text, /tst-dir JobId 1: two\n/);
});

test('one mail leaves after the report, with everything the Job said, its codes filled in', async (t) => {
  const dir = await folder(t);
  const mailer = join(dir, 'mailer');
  await writeFile(mailer, `#!/bin/sh\nprintf '%s\\n' "$@" > ${dir}/args\ncat > ${dir}/body\n`, { mode: 0o755 });
  const recipients = ['a@example.org', 'b@example.org'];
  const { messages } = open([{ kind: 'mail', recipients, types, command: `${mailer} -s "Bacula: %t %e" %r` }]);
  messages.say('info', 'one');
  messages.say('info', 'two');
  await messages.close({ status: 'T', codes });
  t.is(await readFile(join(dir, 'args'), 'utf8'), '-s\nBacula: Backup Backup OK\na@example.org\nb@example.org\n');
  t.regex(await readFile(join(dir, 'body'), 'utf8'), /: one\n.*: two\n$/);
});

test('mail on error and mail on success ask for the status', async (t) => {
  const dir = await folder(t);
  for (const status of ['T', 'f']) {
    const { messages } = open([
      { kind: 'mailOnError', recipients: [`${dir}/error-${status}`], types, command: 'tee %r' },
      { kind: 'mailOnSuccess', recipients: [`${dir}/success-${status}`], types, command: 'tee %r' },
    ]);
    messages.say('info', 'one');
    await messages.close({ status, codes });
  }
  await t.notThrowsAsync(readFile(join(dir, 'error-f')));
  await t.notThrowsAsync(readFile(join(dir, 'success-T')));
  await t.throwsAsync(readFile(join(dir, 'error-T')), { code: 'ENOENT' });
  await t.throwsAsync(readFile(join(dir, 'success-f')), { code: 'ENOENT' });
});

test('an operator gets each message at once', async (t) => {
  const dir = await folder(t);
  const { messages } = open([
    { kind: 'operator', recipients: [join(dir, 'mail')], types: new Set(['mount']), command: 'tee -a %r' },
  ]);
  messages.say('mount', 'Please mount');
  messages.say('info', 'no mail');
  await messages.flush();
  t.regex(await readFile(join(dir, 'mail'), 'utf8'), /^.* tst-dir JobId 1: Please mount\n$/);
});

test('a mail command that fails is told of, with what it printed', async (t) => {
  const { messages, told } = open([
    { kind: 'mail', recipients: ['root'], types, command: "sh -c 'echo no such host; exit 7'" },
  ]);
  messages.say('info', 'one');
  await messages.close({ status: 'T', codes });
  t.regex(told(), /Warning: Messages "Standard", Mail = root: Mail program .*code 7: no such host/);
});
