/** Rows whose values are numbers or yes and no (07 §1.3). They may be repeated: the last one counts. */
import { readDuration } from '../values/duration.ts';
import { readInteger, readUnsigned } from '../values/integer.ts';
import { readSize } from '../values/size.ts';
import { readSpeed } from '../values/speed.ts';
import { readYesNo } from '../values/yes-no.ts';
import type { Entry, Row } from './row.ts';

interface Spelling {
  readonly aliases?: readonly string[];
}

const row =
  <T>(read: Entry['read'], show?: (value: unknown) => string) =>
  (name: string, initial: T, options: Spelling = {}): Row<T> => ({
    entries: [{ name, read, ...options }],
    repeat: 'last',
    initial,
    ...(show && { show }),
  });

export const uint = row<number>(readUnsigned);
export const int = row<number>(readInteger);
export const yesNo = row<boolean>(readYesNo);
/** Seconds. */
export const duration = row<number>(readDuration, (value) => `${value} seconds`);
/** Bytes. */
export const size = row<number>(readSize);
/** Bytes per second; 0 is no limit. */
export const speed = (name: string): Row<number> => row<number>(readSpeed)(name, 0);
