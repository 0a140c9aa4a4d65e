import test from 'ava';
import fc from 'fast-check';
import { bootstrapPart, type Range } from '../../../src/volume/bootstrap.ts';
import { PartMatch } from '../../../src/volume/bootstrap-part-match.ts';
import { BootstrapPlan } from '../../../src/volume/bootstrap-plan.ts';

const planOf = (...parts: (readonly Range[])[]): BootstrapPlan =>
  new BootstrapPlan(parts.map((addresses) => new PartMatch(bootstrapPart(['V'], { addresses }))));

const ranges = fc.array(
  fc.tuple(fc.nat({ max: 80 }), fc.nat({ max: 8 })).map(([first, length]) => ({ first, last: first + length })),
  { minLength: 1, maxLength: 4 },
);

test('followed from address to address, a plan leads over everything that any part wants, and over nothing else', (t) => {
  fc.assert(
    fc.property(fc.array(ranges, { maxLength: 6 }), fc.array(fc.nat({ max: 5 }), { minLength: 1 }), (parts, steps) => {
      const plan = planOf(...parts);
      const wanted = (address: number) => parts.flat().some(({ first, last }) => first <= address && address <= last);
      const seen = new Set<number>();
      let address = 0;
      for (let i = 0; ; i++) {
        const range = plan.next(address);
        if (range === undefined) break;
        if (range.first < address) throw new Error('backwards');
        // The reader goes as far as it likes, then asks again.
        const to = Math.min(range.last, range.first + (steps[i % steps.length] ?? 0));
        for (let at = range.first; at <= to; at++) seen.add(at);
        address = to + 1;
      }
      for (let at = 0; at < 100; at++) if (wanted(at) !== seen.has(at)) throw new Error(`address ${at}`);
    }),
  );
  t.pass();
});

test('what stands without a gap is one range, whoever wants it, but none without an end', (t) => {
  const adjacent = Array.from({ length: 100 }, (_, i) => [{ first: i * 1_000_000, last: (i + 1) * 1_000_000 - 1 }]);
  const range = planOf(...adjacent).next(0);
  t.deepEqual(range, { first: 0, last: 8_999_999 });
});

test('a part without addresses wants everything', (t) => {
  t.deepEqual(planOf([], [{ first: 5, last: 6 }]).next(3), { first: 3, last: Number.MAX_SAFE_INTEGER });
});
