import test from 'ava';
import { createLogger } from '../../../../src/core/index.ts';
import {
  type LogRow,
  MESSAGE_TYPES,
  type MessageRoute,
  type MessageType,
  openConsoleMessages,
  openJobMessages,
} from '../../../../src/director/messages/index.ts';

const NOON = new Date(2026, 10, 20, 9, 32, 46);
const clock = { now: () => NOON, monotonicMs: () => 0, sleep: async () => {} };
const ALL = new Set(MESSAGE_TYPES);
const outcome = {
  status: 'T',
  codes: { directorName: 'tst-dir', jobId: 1, uniqueName: 'J', jobName: 'J', typeName: 'Backup' },
};

function openFake(over: { types?: ReadonlySet<MessageType>; catalogLog?: (rows: readonly LogRow[]) => Promise<void> }) {
  const rows: LogRow[] = [];
  const logged: string[] = [];
  const consoleMessages = openConsoleMessages();
  const route: MessageRoute = {
    name: 'Standard',
    destinations: [
      { kind: 'catalog', types: over.types ?? ALL },
      { kind: 'console', types: ALL },
    ],
  };
  const messages = openJobMessages(route, {
    directorName: 'tst-dir',
    jobId: 1,
    clock,
    logger: createLogger('warn', { write: (line) => logged.push(line) }),
    catalogLog: over.catalogLog ?? (async (batch) => void rows.push(...batch)),
    consoleMessages,
  });
  return { messages, rows, consoleMessages, logged };
}

test('the Director signs its messages, and errors and warnings say what they are', async (t) => {
  const { messages, rows, consoleMessages } = openFake({});
  messages.say('info', 'Start Backup JobId 1\n');
  messages.say('fatal', 'No Storage');
  messages.say('error', 'bad');
  messages.say('warning', 'hm\n');
  await messages.close(outcome);
  t.deepEqual(
    rows.map(({ text }) => text),
    [
      'tst-dir JobId 1: Start Backup JobId 1\n',
      'tst-dir JobId 1: Fatal error: No Storage\n',
      'tst-dir JobId 1: Error: bad\n',
      'tst-dir JobId 1: Warning: hm\n',
    ],
  );
  t.deepEqual(rows[0]?.time, NOON);
  t.is(consoleMessages.take().lines[0], '20-Nov 09:32 tst-dir JobId 1: Start Backup JobId 1\n');
  t.is(messages.errors, 2);
  t.is(messages.warnings, 1);
});

test("a daemon's line keeps its own signature and time", async (t) => {
  const { messages, consoleMessages } = openFake({});
  messages.relay('warning', 'tst-fd JobId 1: Warning: cannot read', new Date(2026, 10, 20, 9, 40));
  await messages.flush();
  t.deepEqual(consoleMessages.take(), { lines: ['20-Nov 09:40 tst-fd JobId 1: Warning: cannot read\n'], lost: 0 });
  t.is(messages.warnings, 1);
});

test('each destination gets the types it asks for', async (t) => {
  const { messages, rows, consoleMessages } = openFake({ types: new Set(['error']) });
  messages.say('info', 'one');
  messages.say('error', 'two');
  await messages.flush();
  t.deepEqual(
    rows.map(({ text }) => text),
    ['tst-dir JobId 1: Error: two\n'],
  );
  t.is(consoleMessages.size, 2);
});

test('a destination that fails is told of once, to the log and to the others, and the Job is not disturbed', async (t) => {
  const { messages, consoleMessages, logged } = openFake({
    catalogLog: async () => {
      throw new Error('the Catalog is away');
    },
  });
  messages.say('info', 'one');
  await messages.flush();
  messages.say('info', 'two');
  await messages.close(outcome);
  await messages.close(outcome);
  const { lines } = consoleMessages.take();
  t.is(lines.length, 3);
  t.is(lines[1], '20-Nov 09:32 tst-dir JobId 1: Warning: Messages "Standard", Catalog: the Catalog is away\n');
  t.is(logged.length, 1);
});

test('what comes faster than it can be delivered is left out and counted, errors never are', async (t) => {
  const { messages, rows } = openFake({});
  for (let i = 0; i < 50_010; i++) messages.say('info', 'x');
  messages.say('error', 'important');
  await messages.flush();
  t.is(rows.length, 50_002);
  t.regex(rows.at(-2)?.text ?? '', /important/);
  t.regex(rows.at(-1)?.text ?? '', /10 messages left out/);
});

test('the console keeps the newest lines and says how many gave way', (t) => {
  const ring = openConsoleMessages(3);
  for (let i = 0; i < 10; i++) ring.push(String(i));
  t.is(ring.size, 3);
  t.deepEqual(ring.take(), { lines: ['7', '8', '9'], lost: 7 });
  t.deepEqual(ring.take(), { lines: [], lost: 0 });
});
