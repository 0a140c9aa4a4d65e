import test from 'ava';
import fc from 'fast-check';
import { diffLines } from '../../../../src/replication/configuration/diff/line-diff.ts';

const applied = (before: readonly string[], after: readonly string[]) => {
  const edits = diffLines(before, after);
  const of = (...kinds: string[]): string[] =>
    edits
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ kind, index }) => (kind === 'added' ? after[index] : before[index]) as string);
  return { old: of('same', 'removed'), young: of('same', 'added'), kept: of('same').length };
};

function commonest(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    for (const [j, other] of b.entries()) {
      next.push(line === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

test('a diff leads from one text to the other, and is the shortest', (t) => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const { old, young, kept } = applied(before, after);
      t.deepEqual(old, before);
      t.deepEqual(young, after);
      t.is(kept, commonest(before, after));
    }),
    { numRuns: 1_000, seed: 7 },
  );
});

test('texts with nothing in common cost no time', (t) => {
  const before = Array.from({ length: 50_000 }, (_, i) => `a${i}`);
  const after = Array.from({ length: 50_000 }, (_, i) => `b${i}`);
  const { old, young, kept } = applied(before, after);
  t.is(old.length, before.length);
  t.is(young.length, after.length);
  t.is(kept, 0);
});
