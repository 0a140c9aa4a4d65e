/** The ranges of a Job on a Volume that follow CreateJobMedia, one a packet, up to EOD (page 03 §5.5). */
import type { ByteString } from '../../core/index.ts';
import { line } from '../line.ts';

export interface JobMediaRange {
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** High and low half of the first and last byte address. */
  readonly startFile: number;
  readonly endFile: number;
  readonly startBlock: number;
  readonly endBlock: number;
  readonly mediaId: number;
}

const RANGE = line(
  '{firstIndex:int} {lastIndex:int} {startFile:int} {endFile:int} {startBlock:int} {endBlock:int} {mediaId:int}\n',
);

/** Undefined: no range; the answer is `1992 Create JobMedia error`. */
export const parseJobMediaRange = (text: ByteString): JobMediaRange | undefined => RANGE.parse(text);
export const formatJobMediaRange = (range: JobMediaRange): ByteString => RANGE.format(range);

/** A range without files only pins a freshly labelled Volume to the Job; it is deleted when the Job ends. */
export const isDummyRange = (range: JobMediaRange): boolean => range.firstIndex === 0 && range.lastIndex === 0;
