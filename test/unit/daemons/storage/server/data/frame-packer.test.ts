import test from 'ava';
import { FramePacker } from '../../../../../../src/daemons/storage/server/data/frame-packer.ts';
import { Throttle } from '../../../../../../src/daemons/storage/server/data/throttle.ts';
import { type BulkConnection, FrameDecoder, SIGNAL } from '../../../../../../src/protocol/index.ts';
import { pseudoRandom, pseudoRandomBytes } from '../../../../../support/pseudo-random.ts';
import { TestClock } from '../../../../../support/test-clock.ts';

/** Takes what is sent, and lets go of it only when it is told to. */
function heldConnection(encryption: BulkConnection['encryption']) {
  const pending: { parts: readonly Buffer[]; written: () => void }[] = [];
  const decoder = new FrameDecoder();
  const connection = {
    encryption,
    sendFramedParts: (parts: readonly Buffer[], written: () => void) => {
      pending.push({ parts, written });
      return Promise.resolve();
    },
  } as unknown as BulkConnection;
  /** Only now are the bytes read: whoever changed them before is found out. */
  const letGo = () => {
    for (const { parts, written } of pending.splice(0)) {
      decoder.feed(Buffer.concat(parts));
      written();
    }
  };
  return { connection, pending, letGo, decoder };
}

const throttle = () => new Throttle(new TestClock(), () => 0, new AbortController().signal);

for (const encryption of ['none', 'psk'] as const) {
  test(`short records and long ones leave in order and unchanged (${encryption})`, async (t) => {
    const random = pseudoRandom(5);
    const stock = pseudoRandomBytes(700_000, 6);
    const { connection, letGo, decoder } = heldConnection(encryption);
    const packer = new FramePacker(connection, throttle());
    const expected: string[] = [];
    for (let batch = 0; batch < 20; batch++) {
      const lent: Buffer[] = [];
      for (let i = 0; i < 30; i++) {
        const bytes = Math.floor(random() * (i % 9 === 0 ? 600_000 : i % 3 === 0 ? 70_000 : 400));
        const record = Buffer.from(stock.subarray(i, i + bytes));
        void packer.text(`rechdr ${batch} ${i} ${bytes}`);
        void packer.data(record);
        expected.push(`rechdr ${batch} ${i} ${bytes}`, record.toString('latin1'));
        lent.push(record);
      }
      const settled = packer.settled();
      letGo();
      await settled;
      // The memory of a batch is used again as soon as it is settled.
      for (const record of lent) record.fill(0);
    }
    void packer.signal(SIGNAL.EOD);
    void packer.flush();
    letGo();
    for (const text of expected) {
      const frame = decoder.next();
      if (frame?.kind !== 'data' || frame.payload.toString('latin1') !== text) return t.fail(text.slice(0, 40));
    }
    t.deepEqual(decoder.next(), { kind: 'signal', signal: SIGNAL.EOD });
    t.is(decoder.next(), undefined);
  });
}

test('what was lent is in use until the system has taken it, and what was copied is not', async (t) => {
  const { connection, pending, letGo } = heldConnection('none');
  const packer = new FramePacker(connection, throttle());
  void packer.data(Buffer.alloc(100));
  t.is(packer.settled(), undefined);
  const long = Buffer.alloc(65_536);
  void packer.data(long);
  let settled = false;
  const waiting = packer.settled()?.then(() => {
    settled = true;
  });
  await new Promise(setImmediate);
  t.false(settled);
  t.true(
    pending.some(({ parts }) => parts.includes(long)),
    'it leaves from where it lies',
  );
  letGo();
  await waiting;
  t.true(settled);
});
