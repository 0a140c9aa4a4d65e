import test from 'ava';
import fc from 'fast-check';
import { RangeSet } from '../../../src/volume/range-set.ts';

const range = fc
  .tuple(fc.nat({ max: 60 }), fc.nat({ max: 9 }))
  .map(([first, length]) => ({ first, last: first + length }));

test('a set holds what one of its ranges holds, and knows what comes next, in whatever order it is asked', (t) => {
  fc.assert(
    fc.property(
      fc.array(range, { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat({ max: 75 }), { minLength: 1 }),
      (list, asked) => {
        const set = new RangeSet(list);
        const holds = (value: number) => list.some(({ first, last }) => first <= value && value <= last);
        for (const value of asked) {
          if (set.has(value) !== holds(value)) throw new Error(`has ${value}`);
          const next = Array.from({ length: 80 }, (_, i) => value + i).find(holds);
          const found = set.from(value);
          if (found?.first !== next) throw new Error(`from ${value}`);
          if (found !== undefined && (!holds(found.last) || holds(found.last + 1)))
            throw new Error(`end from ${value}`);
        }
      },
    ),
  );
  t.pass();
});

test('no range at all is everything', (t) => {
  const set = new RangeSet([]);
  t.true(set.has(0) && set.has(2 ** 50));
  t.deepEqual(set.from(5), { first: 5, last: Number.MAX_SAFE_INTEGER });
  t.is(set.highest, undefined);
  t.is(
    new RangeSet([
      { first: 9, last: 9 },
      { first: 1, last: 3 },
    ]).highest,
    9,
  );
});
