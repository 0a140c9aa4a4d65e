/** The table of inodes beside a plain map. */
import test from 'ava';
import fc from 'fast-check';
import { InodeTable } from '../../../../../src/daemons/file/walk/inode-table.ts';

type Key = { low: number; high: number };
type Act = { kind: 'set' | 'delete' | 'find'; key: Key; count: number };

// Few keys, so that many fall upon one another.
const key = fc.record({ low: fc.integer({ min: 0, max: 400 }), high: fc.integer({ min: 0, max: 2 }) });
const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom('set', 'set', 'delete', 'find'),
  key,
  count: fc.integer({ min: 1, max: 5 }),
});

test('whatever is set, counted down and deleted, the table knows what a map knows', (t) => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 2000 }), (acts) => {
      const table = new InodeTable();
      const model = new Map<string, number>();
      for (const { kind, key, count } of acts) {
        const name = `${key.high}/${key.low}`;
        const place = key.low * 3 + key.high + 1;
        const slot = table.find(key, (found) => found === place);
        if (slot >= 0 !== model.has(name)) throw new Error(`${kind} ${name}`);
        if (kind === 'set' && slot < 0) {
          table.set(key, place, count);
          model.set(name, count);
        } else if (kind === 'delete' && slot >= 0) {
          const rest = table.countDown(slot);
          if (rest !== (model.get(name) ?? 0) - 1) throw new Error(`${name} has ${rest} left`);
          model.set(name, rest);
          if (rest > 0) continue;
          table.delete(slot);
          model.delete(name);
        }
        if (table.size !== model.size) throw new Error(`${table.size} in place of ${model.size}`);
      }
    }),
    { numRuns: 200 },
  );
  t.pass();
});

test('it grows without losing anything, and two of one key are told apart', (t) => {
  const table = new InodeTable();
  for (let low = 0; low < 50_000; low++) table.set({ low, high: 7 }, low + 1, 1);
  t.is(table.size, 50_000);
  for (let low = 0; low < 50_000; low += 97) t.true(table.find({ low, high: 7 }, (place) => place === low + 1) >= 0);
  table.set({ low: 5, high: 7 }, 90_000, 3);
  t.is(table.placeOf(table.find({ low: 5, high: 7 }, (place) => place === 90_000)), 90_000);
  t.is(table.placeOf(table.find({ low: 5, high: 7 }, (place) => place === 6)), 6);
  t.is(
    table.find({ low: 5, high: 8 }, () => true),
    -1,
  );
});
