/**
 * A Storage that sends our File Daemon what no Storage sends, in the middle of a restore: the Job ends in bounded time,
 * says what was wrong, and nothing is written where it should not be. No Director, no Catalog: the test plays both.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import {
  type Connection,
  clientCommand,
  formatRestore,
  readHeader,
  SIGNAL,
  sessionReply,
} from '../../src/protocol/index.ts';
import { callClient, nextJobName } from '../support/ask-client.ts';
import { awaitClient } from '../support/awaited-client.ts';
import type { FileDaemon } from '../support/genuine.ts';
import { startOurFileDaemon } from '../support/our-file-daemon.ts';
import { plainFile, type SavedRecord } from '../support/saved-records.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';

let client: FileDaemon;
let dir: TempDir;
test.before(async () => {
  dir = await makeTempDir('hostile');
  client = await startOurFileDaemon();
});
test.after.always(async () => {
  await client?.[Symbol.asyncDispose]();
  await dir?.[Symbol.asyncDispose]();
});

const KEY = 'ABCD-EFGH-IJKL-MNOP-ABCD-EFGH-IJKL-MNOP';
const SESSION = { sessionId: 7, sessionTime: 1_795_167_209 };

type Play = (data: Connection) => Promise<void>;

/** A restore of which the test plays the Storage from the first record on: the Client's verdict, and what it said. */
async function restoreFrom(play: Play, where: string): Promise<{ readonly status: string; readonly said: string }> {
  await using listener = await awaitClient(KEY);
  await using director = await callClient(client);
  await director.begin(nextJobName(), { ...SESSION, authorization: KEY });
  const storage = { address: 'localhost', port: listener.port, tls: 0, authorization: KEY };
  await director.order(clientCommand.restoreStorage.format(storage), '2000 OK storage');
  await director.order(formatRestore({ files: 1, replace: 'a', prefixLinks: false, where }), '2000 OK restore');
  await using data = await listener.called;
  await data.receive({ timeoutMs: 60_000 });
  await data.send(sessionReply.open.format({ ticket: 7 }));
  await data.receive({ timeoutMs: 60_000 });
  await data.send(sessionReply.data.format({}));
  await play(data).catch(() => {}); // the Client may have hung up before all is said
  await director.expect('2000 OK storage end');
  // A Job that is over already does not wait for this word.
  await director.send(clientCommand.endRestore.format({})).catch(() => {});
  const end = await director.expect('2800 End Job');
  const code = Number(/TermCode=(\d+)/.exec(end)?.[1]);
  return { status: String.fromCharCode(code), said: director.messages.map(({ text }) => text).join('') };
}

const header = (length: number, fileIndex = 1, stream = 1) =>
  readHeader.format({ ...SESSION, fileIndex, stream, length });

async function sendAll(data: Connection, records: readonly SavedRecord[]): Promise<void> {
  for (const record of records) {
    await data.send(header(record.data.length, record.fileIndex, record.stream));
    if (record.data.length > 0) await data.send(record.data);
  }
}

const HOSTILE: readonly (readonly [what: string, play: Play, said: RegExp])[] = [
  ['a record longer than its header says', (data) => both(data, header(5), 'longer than that'), /5 bytes came with 16/],
  ['a record shorter than its header says', (data) => both(data, header(50), 'short'), /50 bytes came with 5/],
  ['a negative length', (data) => both(data, header(-5), 'x'), /bytes came with/],
  ['a length beyond every record', (data) => both(data, header(1e12), 'x'), /bytes came with 1/],
  ['a header that is none', (data) => data.send('rechdr one two'), /refused to send the records: rechdr one two/],
  ['a refusal in place of records', (data) => data.send('3000 error\n'), /refused to send the records: 3000 error/],
  ['a header and no record', (data) => data.send(header(100)).then(() => data.destroy()), /is gone/],
  ['a farewell in the middle', (data) => data.sendSignal(SIGNAL.TERMINATE), /it ended the conversation/],
];

async function both(data: Connection, first: string, second: string): Promise<void> {
  await data.send(first);
  await data.send(second);
  await data.receive({ timeoutMs: 60_000 });
}

test.serial('what no Storage sends ends the Job with a sentence', async (t) => {
  for (const [what, play, words] of HOSTILE) {
    const where = join(dir.path, 'ended');
    const good = async (data: Connection): Promise<void> => {
      await sendAll(data, plainFile(1, '/before', 'came before'));
      await play(data);
    };
    const { status, said } = await restoreFrom(good, where);
    t.is(status, 'f', `${what}: ${said}`);
    t.regex(said, words, what);
    t.is(readFileSync(join(where, 'before'), 'latin1'), 'came before', what);
  }
});

test.serial('a record that leads out is named, the others come, and the Job ends as an error', async (t) => {
  const where = join(dir.path, 'kept-in');
  const { status, said } = await restoreFrom(async (data) => {
    await sendAll(data, [
      ...plainFile(1, '/../escaped', 'out'),
      ...plainFile(2, '/good', 'in'),
      { fileIndex: 77, stream: 2, data: Buffer.from('of nobody') },
      ...plainFile(3, '/also good', 'in'),
    ]);
    await data.sendSignal(SIGNAL.EOD);
    await data.receive({ timeoutMs: 60_000 });
    await data.send(sessionReply.closed.format({ status: 'R' }));
    await data.sendSignal(SIGNAL.EOD);
    await data.receive({ timeoutMs: 60_000 });
  }, where);
  t.is(status, 'E', said);
  t.regex(said, /Could not restore \/\.\.\/escaped: It has a name that no file can have/);
  t.regex(said, /Could not restore the file of FileIndex 77/);
  t.false(existsSync(join(dir.path, 'escaped')));
  for (const name of ['good', 'also good']) t.is(readFileSync(join(where, name), 'latin1'), 'in');
});
