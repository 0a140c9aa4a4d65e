import test from 'ava';
import type { MessagesResource } from '../../../../src/config/index.ts';
import { createLogger } from '../../../../src/core/index.ts';
import { openDirectorMessages } from '../../../../src/director/messages/director-messages.ts';
import { openConsoleMessages } from '../../../../src/director/messages/index.ts';

const clock = { now: () => new Date(2026, 10, 20, 9, 32, 46), monotonicMs: () => 0, sleep: async () => {} };
const messages = (...types: string[]): MessagesResource =>
  ({
    name: 'Daemon',
    destinations: [{ kind: 'console', where: [], types, mailCommand: undefined }],
  }) as unknown as MessagesResource;

function open(resource: MessagesResource | undefined) {
  const consoleMessages = openConsoleMessages();
  const house = { clock, logger: createLogger('silent'), consoleMessages };
  return { consoleMessages, own: openDirectorMessages({ name: 'tst-dir', messages: resource }, house) };
}

test('the Director signs what it says of itself with JobId 0', async (t) => {
  const { own, consoleMessages } = open(messages('info', 'error'));
  own.say('info', 'é has started');
  own.say('error', 'Nothing was reloaded');
  await own[Symbol.asyncDispose]();
  t.deepEqual(consoleMessages.take().lines, [
    '20-Nov 09:32 tst-dir JobId 0: \xc3\xa9 has started\n',
    '20-Nov 09:32 tst-dir JobId 0: Error: Nothing was reloaded\n',
  ]);
});

test('after a reload its Messages are those of the new configuration, and nothing said before is lost', async (t) => {
  const { own, consoleMessages } = open(messages('info'));
  own.say('info', 'one');
  own.follow({ name: 'new-dir', messages: messages('error') });
  own.say('info', 'two');
  own.say('error', 'three');
  await own[Symbol.asyncDispose]();
  const said = consoleMessages.take().lines.map((line) => line.slice(13));
  t.deepEqual(said.toSorted(), ['new-dir JobId 0: Error: three\n', 'tst-dir JobId 0: one\n']);
});

test('a Director without Messages of its own says nothing, and stops all the same', async (t) => {
  const { own, consoleMessages } = open(undefined);
  own.say('error', 'x');
  await own[Symbol.asyncDispose]();
  t.is(consoleMessages.size, 0);
});
