/**
 * The interoperation matrix: each Director with each Storage and each Client, of three makers. What the genuine programs
 * cannot do between themselves ours cannot make them do either: these combinations fail in the genuine program's words,
 * with ours in them and without.
 */
import anyTest, { type TestFn } from 'ava';
import type { Maker } from './matrix-director.ts';
import { failsRow, playRow } from './matrix-row.ts';
import { type MatrixStage, type MatrixStageOptions, openMatrixStage, type Pair } from './matrix-stage.ts';

const MAKERS: readonly Maker[] = ['ours', '9.6.7', '15.0.3'];
const PAIRS: readonly Pair[] = MAKERS.flatMap((storage) => MAKERS.map((client) => ({ storage, client })));

interface Impossible extends Partial<Pair> {
  readonly director?: Maker;
  /** Who refuses, and the words of the log. */
  readonly because: string;
  readonly said: RegExp;
}

const IMPOSSIBLE: readonly Impossible[] = [
  {
    director: '15.0.3',
    storage: '9.6.7',
    because: 'that Director takes no older Storage',
    said: /Fatal error: \[DE0031\] Older Storage daemon at "\S+" incompatible with this Director\./,
  },
  {
    director: '9.6.7',
    storage: '15.0.3',
    because: 'that Storage does not understand how that Director orders a device',
    // Whichever of the two is noticed first.
    said: /Fatal error: (Failed command: use storage=|\s*Storage daemon didn't accept Device )/,
  },
  {
    storage: '9.6.7',
    client: '15.0.3',
    because: 'that Client asks that Storage for what it can do, and is not answered',
    said: /Fatal error: hello\.c:\d+ Bad caps from SD: auth cram-md5/,
  },
];

const impossible = (director: Maker, pair: Pair): Impossible | undefined =>
  IMPOSSIBLE.find((row) =>
    Object.entries({ director, ...pair }).every(([role, maker]) => (row[role as keyof Pair] ?? maker) === maker),
  );

const called = (maker: Maker): string => (maker === 'ours' ? 'ours' : `a genuine ${maker}`);

/** All combinations of one Director, one after another on the same daemons. */
export function matrixOf(director: Maker): void {
  const test = anyTest as TestFn<MatrixStage>;
  test.before(async (t) => {
    t.context = await openMatrixStage({ director, pairs: PAIRS });
  });
  test.after.always((t) => t.context[Symbol.asyncDispose]?.());
  for (const pair of PAIRS) {
    const title = `Director ${called(director)}, Storage ${called(pair.storage)}, Client ${called(pair.client)}`;
    const reason = impossible(director, pair);
    // A Job that fails waits most of its time.
    if (reason !== undefined) {
      test(`${title}: cannot be, because ${reason.because}`, (t) => failsRow(t, t.context, pair, reason.said));
      continue;
    }
    const differential = director === 'ours' && pair.storage === pair.client;
    const options = { differential, large: differential && pair.client === 'ours' };
    test.serial(`${title}: each state of a tree is saved and comes back`, (t) => playRow(t, t.context, pair, options));
  }
}

/** Some pairs of a Director, connected or told to work in another way. */
export interface Way extends MatrixStageOptions {
  readonly title: string;
}

export function inOtherWays(ways: readonly Way[]): void {
  for (const { title, ...options } of ways) {
    anyTest.serial(title, async (t) => {
      await using stage = await openMatrixStage(options);
      for (const pair of options.pairs) {
        t.log(`Storage ${called(pair.storage)}, Client ${called(pair.client)}`);
        await playRow(t, stage, pair);
      }
    });
  }
}
