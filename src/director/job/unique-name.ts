/**
 * Unique Job names, 08b §1.1: `<Job>.<YYYY-MM-DD_HH.MM.SS>_<NN>` in local time, at most 127 bytes, blanks as `_`.
 * The genuine Director waits when its two digits are used up within one second; ours takes a third one, which daemons
 * and tools accept: they cut the name at its dots, and never count digits.
 */
import type { ByteString, Clock } from '../../core/index.ts';

const NAME_BYTES_MAX = 127;
const TWO_DIGITS = 60;
const THREE_DIGITS = 100;

export type NameSource = (name: ByteString) => ByteString;

export function uniqueNames(clock: Clock, first = 0): NameSource {
  let counter = first % TWO_DIGITS;
  let second = Number.NaN;
  let inThisSecond = 0;
  return (name) => {
    // A clock that was set back must not lead to a name that was given away already.
    const now = Math.max(Math.floor(clock.now().getTime() / 1000), Number.isNaN(second) ? 0 : second);
    if (now !== second) {
      second = now;
      inThisSecond = 0;
    }
    const rank = inThisSecond++;
    counter = (counter + 1) % TWO_DIGITS;
    const number = rank < TWO_DIGITS ? counter : THREE_DIGITS + rank - TWO_DIGITS;
    const suffix = `.${localStamp(new Date(second * 1000))}_${String(number).padStart(2, '0')}`;
    return name.replaceAll(' ', '_').slice(0, NAME_BYTES_MAX - suffix.length) + suffix;
  };
}

function localStamp(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}_${two(date.getHours())}.${two(date.getMinutes())}.${two(date.getSeconds())}`;
}
