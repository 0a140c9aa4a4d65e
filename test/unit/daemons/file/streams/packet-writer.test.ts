/** The order of records, whoever is late; the memory they leave from; and the end of a connection. */
import test from 'ava';
import type { DeferredRecord } from '../../../../../src/daemons/file/streams/output/deferred-record.ts';
import { FramedWriter } from '../../../../../src/daemons/file/streams/output/framed-writer.ts';
import { collectRecords } from '../../../../support/saved-records.ts';

function later(text: string) {
  let ready = false;
  const waited = Promise.withResolvers<void>();
  const released: string[] = [];
  const record: DeferredRecord = {
    get ready() {
      return ready;
    },
    whenReady: () => waited.promise,
    take: () => {
      const frame = Buffer.alloc(4 + text.length);
      frame.writeInt32BE(text.length);
      frame.write(text, 4);
      return frame;
    },
    release: () => void released.push(text),
  };
  const finish = (error?: Error): void => {
    ready = true;
    if (error === undefined) waited.resolve();
    else waited.reject(error);
  };
  return { record, finish, released };
}

const texts = (saved: ReturnType<typeof collectRecords>) => saved.records().map(({ data }) => data.toString('latin1'));
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('records that come late keep their places, and only data counts', async (t) => {
  const saved = collectRecords();
  const writer = new FramedWriter(saved.send);
  const [first, second] = [later('first'), later('second')];
  writer.header(1, 2, 99);
  writer.packet('before', true);
  writer.defer(first.record);
  writer.packet('between');
  writer.defer(second.record);
  writer.packet('behind', true);
  writer.signal(-1);
  const flushed = writer.flush();
  second.finish();
  await turn();
  t.deepEqual(texts(saved), ['before']);
  first.finish();
  await flushed;
  t.deepEqual(texts(saved), ['before', 'first', 'between', 'second', 'behind']);
  t.is(writer.jobBytes, 'before'.length + 'first'.length + 'second'.length + 'behind'.length);
  t.is(writer.packets, 4);
  t.deepEqual(saved.headers(), ['1 2 99']);
  await turn();
  t.deepEqual([...first.released, ...second.released], ['first', 'second']);
});

test('a writer whose memory is all under way asks to wait, and goes on when some is back', async (t) => {
  const held: (() => void)[] = [];
  const saved = collectRecords((written) => held.push(written));
  const writer = new FramedWriter(saved.send);
  writer.header(1, 2, 0);
  let count = 0;
  while (writer.ready() === undefined && count < 1000) {
    const { block, at } = writer.place(65_536);
    block.bytes.fill(count % 256, at, at + 65_536);
    writer.commit(65_536);
    count++;
  }
  t.true(count > 10 && count < 200, `${count} records`);
  let goesOn = false;
  const ready = writer.ready()?.then(() => {
    goesOn = true;
  });
  await turn();
  t.false(goesOn);
  for (const written of held.splice(0)) written();
  await ready;
  t.is(writer.ready(), undefined);
  writer.signal(-1);
  await writer.flush();
  for (const [i, { data }] of saved.records().entries()) t.true(data.equals(Buffer.alloc(65_536, i % 256)));
});

test('whoever cannot wait is still taken, in order', async (t) => {
  const held: (() => void)[] = [];
  const saved = collectRecords((written) => held.push(written));
  const writer = new FramedWriter(saved.send);
  writer.header(1, 1, 0);
  for (let i = 0; i < 200; i++) writer.packet(Buffer.alloc(60_000, i));
  writer.signal(-1);
  await writer.flush();
  t.deepEqual(
    saved.records().map(({ data }) => data[59_999]),
    Array.from({ length: 200 }, (_, i) => i),
  );
  t.throws(() => writer.packet(Buffer.alloc(1_000_001)), { instanceOf: RangeError });
});

test('when the connection is lost everybody who waits hears of it, and every record is released', async (t) => {
  const writer = new FramedWriter(() => Promise.reject(new Error('lost')));
  const late = later('late');
  writer.header(1, 2, 0);
  writer.defer(late.record);
  const failed = writer.flush();
  await t.throwsAsync(failed, { message: 'lost' });
  t.deepEqual(late.released, ['late']);
  await t.throwsAsync(writer.ready() ?? Promise.resolve(), { message: 'lost' });
  await t.throwsAsync(writer.flush(), { message: 'lost' });
  const after = later('after');
  writer.defer(after.record);
  t.deepEqual(after.released, ['after']);
});

test('a record that cannot be made ends the sending', async (t) => {
  const saved = collectRecords();
  const writer = new FramedWriter(saved.send);
  const late = later('late');
  writer.header(1, 2, 0);
  writer.defer(late.record);
  const flushed = writer.flush();
  late.finish(new Error('broken'));
  await t.throwsAsync(flushed, { message: 'broken' });
});

test('a stream of one record is the same bytes as its header, its packet and its end', async (t) => {
  const [whole, parts] = [collectRecords(), collectRecords()];
  const [one, other] = [new FramedWriter(whole.send), new FramedWriter(parts.send)];
  for (const payload of ['7 3 /a/path\0lstat\0', Buffer.from([0, 255, 1]), 'x'.repeat(600_000)]) {
    one.record(7, 1, 42, payload, true);
    other.header(7, 1, 42);
    other.packet(payload, true);
    other.signal(-1);
  }
  await Promise.all([one.flush(), other.flush()]);
  t.deepEqual(whole.headers(), parts.headers());
  t.deepEqual(whole.records(), parts.records());
  t.is(one.jobBytes, other.jobBytes);
});
