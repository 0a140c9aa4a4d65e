import { appendFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Journal } from '../../../../../src/daemons/storage/journal/index.ts';
import { FrameDecoder } from '../../../../../src/protocol/index.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';

/** Texts of all facts from a number on that are there now. */
async function told(journal: Journal, from = 1): Promise<string[]> {
  const decoder = new FrameDecoder();
  const stop = new AbortController();
  const texts: string[] = [];
  if (from === journal.next) return texts;
  for await (const { frames, next } of journal.read(from, stop.signal)) {
    decoder.feed(frames);
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) {
      if (frame.kind === 'data') texts.push(frame.payload.toString('latin1'));
    }
    if (next === journal.next) break;
  }
  stop.abort();
  return texts;
}

const write = (journal: Journal, from: number, to: number): void => {
  for (let number = from; number <= to; number++) journal.appendText(`fact ${number} ${'x'.repeat(number % 50)}`);
};
const expected = (from: number, to: number): string[] =>
  Array.from(
    { length: to - from + 1 },
    (_, i) => `Journal ${from + i} fact ${from + i} ${'x'.repeat((from + i) % 50)}`,
  );

test('facts come back in order, from any number on, also those that come while they are read', async (t) => {
  await using dir = await makeTempDir('journal');
  await using journal = await Journal.create(dir.path);
  write(journal, 1, 100);
  t.deepEqual(await told(journal), expected(1, 100));
  t.deepEqual(await told(journal, 73), expected(73, 100));
  const stop = new AbortController();
  const seen: number[] = [];
  const reading = (async () => {
    for await (const { next } of journal.read(1, stop.signal)) {
      seen.push(next);
      if (next === 151) break;
    }
  })();
  write(journal, 101, 150);
  await reading;
  t.is(seen.at(-1), 151);
  stop.abort();
});

test('a journal of many files loses those that are acknowledged, and goes on behind them after a restart', async (t) => {
  await using dir = await makeTempDir('journal');
  const folder = join(dir.path, 'job');
  const journal = await Journal.create(folder, { segmentBytes: 2_000 });
  for (let number = 1; number <= 500; number++) {
    write(journal, number, number);
    await journal.room();
  }
  await journal.flush();
  t.deepEqual(await told(journal), expected(1, 500));
  const files = (await readdir(folder)).length;
  t.true(files > 5, `${files} files`);
  await journal.acknowledge(400);
  t.true((await readdir(folder)).length < files);
  t.true(journal.first > 1 && journal.first <= 401, `first ${journal.first}`);
  t.deepEqual(await told(journal, 401), expected(401, 500));
  await journal[Symbol.asyncDispose]();

  await using again = await Journal.open(folder, { segmentBytes: 2_000 });
  t.is(again.next, 501);
  write(again, 501, 510);
  t.deepEqual(await told(again, 450), expected(450, 510));
});

test('wherever a crash cuts the last file, all facts before are kept and the next one follows them', async (t) => {
  await using dir = await makeTempDir('journal');
  const folder = join(dir.path, 'job');
  const journal = await Journal.create(folder);
  write(journal, 1, 12);
  await journal[Symbol.asyncDispose]();
  const [name = ''] = await readdir(folder);
  const path = join(folder, name);
  const whole = await readFile(path);
  for (let cut = 0; cut <= whole.length; cut += 7) {
    await writeFile(path, whole.subarray(0, cut));
    const recovered = await Journal.open(folder);
    const kept = recovered.next - 1;
    write(recovered, kept + 1, kept + 2);
    t.deepEqual(await told(recovered), expected(1, kept + 2), `cut at ${cut}`);
    t.true(cut < whole.length || kept === 12);
    await recovered[Symbol.asyncDispose]();
  }
});

test('a fact that was changed on disk ends the journal before it, and later files go with it', async (t) => {
  await using dir = await makeTempDir('journal');
  const folder = join(dir.path, 'job');
  const journal = await Journal.create(folder, { segmentBytes: 1_000 });
  for (let number = 1; number <= 100; number++) {
    write(journal, number, number);
    await journal.room();
  }
  await journal[Symbol.asyncDispose]();
  const names = (await readdir(folder)).sort();
  const middle = join(folder, names[1] ?? '');
  const bytes = await readFile(middle);
  bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
  await writeFile(middle, bytes);
  await using recovered = await Journal.open(folder);
  t.true(recovered.next > 1 && recovered.next < 100);
  t.deepEqual(await told(recovered), expected(1, recovered.next - 1));
  t.is((await readdir(folder)).length, 2);
});

test('bytes behind the last fact are dropped', async (t) => {
  await using dir = await makeTempDir('journal');
  const folder = join(dir.path, 'job');
  const journal = await Journal.create(folder);
  write(journal, 1, 3);
  await journal[Symbol.asyncDispose]();
  const path = join(folder, (await readdir(folder))[0] ?? '');
  const { length } = await readFile(path);
  await appendFile(path, Buffer.alloc(40, 0xff));
  await using recovered = await Journal.open(folder);
  t.is(recovered.next, 4);
  t.is((await readFile(path)).length, length);
  await truncate(path, length);
});
