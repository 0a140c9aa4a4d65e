import test from 'ava';
import { openRateMeter } from '../../../../src/cli/render/rate-meter.ts';

test('the rate is that of the last ten seconds', (t) => {
  const meter = openRateMeter();
  t.is(meter.measure(0, 0), undefined);
  t.is(meter.measure(1000, 1000), 1000);
  t.is(meter.measure(11_000, 11_000), 1000);
  t.is(meter.measure(11_000, 16_000), 0);
  t.is(meter.measure(11_000, 30_000), undefined);
});
