import test from 'ava';
import fc from 'fast-check';
import type { FileRecord, JournalIngest, Queryable, Work } from '../../../../src/catalog/index.ts';
import type { Job } from '../../../../src/director/job/job.ts';
import { FactLedger, type LedgerOptions } from '../../../../src/director/journal/fact-ledger.ts';
import type { VolumeContext } from '../../../../src/director/volumes/index.ts';
import {
  encodeAttributePacket,
  encodeAttributeRecord,
  formatJobMessage,
  formatShorten,
  formatStorageEndJob,
  STREAM,
} from '../../../../src/protocol/index.ts';
import { jobIdentity } from '../../../support/job-identity.ts';
import { type QuietMessages, quietMessages } from '../../../support/quiet-messages.ts';

const SESSION = { sessionId: 3, sessionTime: 4 };
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

/** What is committed, and the number that was committed with it. */
class Shelf {
  fact = 0;
  readonly rows = new Map<number, { name: string; digest: string }>();
  readonly log: string[] = [];
  readonly statements: string[] = [];

  put(record: FileRecord): void {
    if (this.rows.has(record.fileIndex)) throw new Error(`FileIndex ${record.fileIndex} twice`);
    this.rows.set(record.fileIndex, { name: record.name, digest: record.digest });
  }
}

/** Commits when it is told to, or after so many things; a crash is when nobody does. */
function openIngest(shelf: Shelf, committed: number, batch: number): JournalIngest {
  let held: (() => Promise<void> | void)[] = [];
  let upTo = committed;
  let done = committed;
  const transaction = {
    find: async () => undefined,
    execute: async ({ text, values }: { text: string; values: readonly unknown[] }) => {
      shelf.statements.push(text);
      if (/INSERT INTO Log/.test(text)) shelf.log.push(String(values[2]));
      return 1;
    },
  } as unknown as Queryable;
  const flush = async (): Promise<void> => {
    if (held.length === 0) return;
    if (shelf.fact !== done) throw new Error(`fact ${shelf.fact} where ${done} was due`);
    const now = held;
    held = [];
    for (const act of now) await act();
    shelf.fact = upTo;
    done = upTo;
  };
  const put = (act: () => Promise<void> | void, fact = upTo): Promise<void> | undefined => {
    if (fact <= upTo) throw new Error(`fact ${fact} behind ${upTo}`);
    upTo = fact;
    return held.push(act) >= batch ? flush() : undefined;
  };
  return {
    get committed() {
      return done;
    },
    add: (record, fact) => put(() => shelf.put(record), fact),
    also: (work: Work, fact) => put(() => work(transaction), fact),
    amend: ({ fileIndex, digest }, fact) =>
      put(() => {
        const row = shelf.rows.get(fileIndex);
        if (row === undefined) throw new Error(`no row ${fileIndex}`);
        row.digest = digest;
      }, fact),
    flush,
    finish: async () => {
      await flush();
      return { files: shelf.rows.size };
    },
    abort: async () => {
      held = [];
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

const job = (messages: QuietMessages): Job =>
  ({
    identity: jobIdentity(1),
    messages: { ...messages, relayUnlogged: (_type: string, text: string, time: Date) => ({ text, time }) },
  }) as unknown as Job;

function open(shelf: Shelf, more: Partial<LedgerOptions> = {}, batch = 1_000) {
  const messages = quietMessages();
  const gaps: [number, number][] = [];
  const ledger = new FactLedger({
    daemon: 'Storage "S"',
    release: '15.0',
    job: job(messages),
    context: { say: () => undefined } as unknown as VolumeContext,
    open: (committed) => openIngest(shelf, committed, batch),
    onGap: (expected, found) => gaps.push([expected, found]),
    onDone: () => undefined,
    onSpoiled: () => undefined,
    ...more,
  });
  return { ledger, gaps, messages };
}

const attributes = (fileIndex: number, session = SESSION): Buffer =>
  encodeAttributePacket(1, {
    ...session,
    fileIndex,
    stream: STREAM.attributes,
    record: encodeAttributeRecord({
      fileIndex,
      type: 3,
      path: `/f/${fileIndex}`,
      lstat: 'L',
      link: '',
      extended: '',
      deltaSeq: 0,
    }),
  });
const digest = (fileIndex: number): Buffer =>
  encodeAttributePacket(1, { ...SESSION, fileIndex, stream: STREAM.md5, record: Buffer.alloc(16, fileIndex) });
const message = (text: string): Buffer => bytes(formatJobMessage({ type: 'info', jobId: 1, timeSec: 1, text }, '15.0'));
const lastWord = (name = jobIdentity(1).job): Buffer =>
  bytes(formatStorageEndJob({ job: name, status: 'T', files: 1, bytes: 1, errors: 0, errorText: '' }));

/** Five files with digests, messages between attributes and digests, a last word. */
const FACTS: readonly Buffer[] = [
  message('first\n'),
  ...[1, 2, 3, 4, 5].flatMap((file) => [attributes(file), message(`${file}\n`), digest(file)]),
  attributes(6),
  lastWord(),
];
const tell = async (ledger: FactLedger, number: number): Promise<unknown> =>
  ledger.take(number, FACTS[number - 1] ?? Buffer.alloc(0));

type Step =
  | { readonly kind: 'tell'; readonly count: number }
  | { readonly kind: 'again' | 'ahead'; readonly by: number }
  | { readonly kind: 'settle' | 'reconnect' | 'crash' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('tell' as const), count: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ kind: fc.constantFrom('again' as const, 'ahead' as const), by: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ kind: fc.constantFrom('settle' as const, 'reconnect' as const, 'crash' as const) }),
  ),
  { maxLength: 30 },
);

test('however facts are told, lost and told again, each is in the Catalog once', async (t) => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 8 }), async (story, batch) => {
      const shelf = new Shelf();
      let { ledger, gaps } = open(shelf, {}, batch);
      await ledger.begin(SESSION, async () => undefined);
      let next = 1;
      for (const step of story) {
        if (step.kind === 'tell') {
          for (let i = 0; i < step.count && next < FACTS.length; i++) await tell(ledger, next++);
        } else if (step.kind === 'again' && next > 1) await tell(ledger, Math.max(1, next - step.by));
        else if (step.kind === 'ahead') {
          const before = gaps.length;
          const { received } = ledger;
          await ledger.take(next + step.by, message('too early\n'));
          t.is(gaps.length, before + 1);
          t.is(ledger.received, received);
        } else if (step.kind === 'settle') {
          await ledger.settle();
          t.true(shelf.fact >= ledger.received - 1, `${shelf.fact} of ${ledger.received}`);
        } else if (step.kind === 'reconnect') {
          await ledger.rewind();
          t.is(ledger.received, shelf.fact);
          next = ledger.received + 1;
        } else {
          await ledger.abort();
          ({ ledger, gaps } = open(shelf, {}, batch));
          ledger.resume(SESSION, shelf.fact);
          next = shelf.fact + 1;
        }
      }
      while (next < FACTS.length) await tell(ledger, next++);
      t.true((await tell(ledger, next)) instanceof Buffer, 'the last word is for whoever waits for it');
      t.is(ledger.lastWord, FACTS.length);
      await ledger.finish();
      t.is(shelf.rows.size, 6);
      for (const file of [1, 2, 3, 4, 5])
        t.is(shelf.rows.get(file)?.digest, Buffer.alloc(16, file).toString('base64').replace(/=+$/, ''));
      t.deepEqual(shelf.log, ['first\n', '1\n', '2\n', '3\n', '4\n', '5\n']);
      t.is(shelf.fact, FACTS.length - 1, 'the last word is committed with the end of the Job, not before');
    }),
    { numRuns: 150 },
  );
});

test('before the Job is run, what is said is said at once, and counts as known when it begins', async (t) => {
  const shelf = new Shelf();
  const done: number[] = [];
  const { ledger } = open(shelf, {
    onDone: (fact) => done.push(fact),
    job: { identity: jobIdentity(1), messages: quietMessages() } as unknown as Job,
  });
  await ledger.take(1, message('hello\n'));
  t.deepEqual(done, [1]);
  let begunAt = -1;
  const beginning = ledger.begin(SESSION, async (fact) => {
    begunAt = fact;
  });
  const meanwhile = ledger.take(2, attributes(1));
  t.true(meanwhile instanceof Promise, 'what comes meanwhile waits');
  shelf.fact = 1;
  await beginning;
  await meanwhile;
  await ledger.finish();
  t.is(begunAt, 1);
  t.deepEqual([...shelf.rows.keys()], [1]);
  t.is(shelf.fact, 2);
});

test('facts that are none, of another session or of another Job end the conversation', async (t) => {
  const garbage = async (packet: Buffer) => {
    const { ledger } = open(new Shelf());
    await ledger.begin(SESSION, async () => undefined);
    await t.throwsAsync(async () => ledger.take(1, packet), { code: 'DIRECTOR_DAEMON_GARBAGE' });
  };
  await garbage(bytes('nonsense'));
  await garbage(Buffer.alloc(0));
  await garbage(bytes('JobMedia\nnonsense\n'));
  await garbage(bytes('CatReq JobId=1 FindMedia=1 pool_name=P media_type=M vol_type=1\n'));
  await garbage(attributes(1, { sessionId: 9, sessionTime: 4 }));
  await garbage(lastWord('Other.1'));
  const { ledger } = open(new Shelf());
  t.throws(
    () => ledger.take(1, attributes(1)),
    { code: 'DIRECTOR_DAEMON_GARBAGE' },
    'attributes before the Job is run',
  );
});

test('an Incomplete Job loses the rows that do not count, in their place among the facts', async (t) => {
  const shelf = new Shelf();
  const { ledger } = open(shelf);
  await ledger.begin(SESSION, async () => undefined);
  await ledger.take(1, attributes(1));
  await ledger.take(2, bytes(formatShorten(0)));
  await ledger.finish();
  t.regex(shelf.statements.join(''), /DELETE FROM File/);
  t.is(shelf.fact, 2);
});
