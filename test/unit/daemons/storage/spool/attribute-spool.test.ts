import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { AttributeSpool, fileNameOf } from '../../../../../src/daemons/storage/spool/index.ts';
import { FrameDecoder } from '../../../../../src/protocol/index.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';

const add = async (spool: AttributeSpool, text: string): Promise<void> =>
  spool.add(text.length, (target, at) => target.write(text, at, 'latin1'));

async function packets(spool: AttributeSpool): Promise<string[]> {
  const decoder = new FrameDecoder();
  const texts: string[] = [];
  for await (const frames of spool.frames()) {
    decoder.feed(frames);
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) {
      if (frame.kind === 'data') texts.push(frame.payload.toString('latin1'));
    }
  }
  return texts;
}

test('what was spooled comes back as frames, however large, and the file goes with the spool', async (t) => {
  await using dir = await makeTempDir('spool');
  const path = join(dir.path, 'job.spool');
  const spool = await AttributeSpool.open(path);
  const texts = [1, 100, 300_000, 5, 900_000, 40].map((length, index) => `${index}`.repeat(length));
  for (const text of texts) await add(spool, text);
  t.deepEqual(await packets(spool), texts);
  t.true(existsSync(path));
  await spool[Symbol.asyncDispose]();
  t.false(existsSync(path));
});

test('what was added last can be taken back', async (t) => {
  await using dir = await makeTempDir('spool');
  await using spool = await AttributeSpool.open(join(dir.path, 'job.spool'));
  await add(spool, 'kept');
  const mark = spool.bytes;
  await add(spool, 'taken back');
  await spool.shorten(mark);
  await add(spool, 'behind it');
  t.deepEqual(await packets(spool), ['kept', 'behind it']);
});

test('a name from the wire never leads out of its folder', (t) => {
  t.is(fileNameOf('Backup.2026-11-20_10.00.00_03'), 'Backup.2026-11-20_10.00.00_03');
  t.is(fileNameOf('../../etc/x'), '%2e.%2f..%2fetc%2fx');
  t.is(fileNameOf('.'), '%2e');
});
