import test from 'ava';
import { decimalText } from '../../../src/core/index.ts';
import { oldBytes } from '../../support/old-bytes.ts';

test('a number reads as it is written anywhere', (t) => {
  const edges = [0, 1, 999, 1000, 1001, 10_000, 999_999, 1_000_000, 2 ** 32, 123_000_000_456, Number.MAX_SAFE_INTEGER];
  for (const value of edges) t.is(decimalText(value), `${value}`);
  for (let value = 0; value < 5000; value++) if (decimalText(value) !== `${value}`) t.fail(`${value}`);
});

test('texts of many numbers do not stay among the old objects', (t) => {
  const numbers = 20_000;
  let garbage: readonly number[] = [];
  const say = (from: number, count: number): void => {
    for (let value = from; value < from + count; value++)
      garbage = Array.from({ length: 400 }, () => decimalText(value).length);
  };
  say(1_000_000, 1000);
  const before = oldBytes();
  say(2_000_000, numbers);
  t.is(garbage[0], 7);
  t.true((oldBytes() - before) / numbers < 8);
});
