/**
 * The answers to `.status` as values (pages 02 §15, 03 §8.2): one Job a line for `current` and `last`, and blocks of
 * `key=value` lines for everything else, parted by blank lines. Both releases and both daemons, as far as they agree.
 */
import type { ByteString } from '../core/index.ts';
import { line } from './line.ts';

export interface RunningJob {
  readonly jobId: number;
  /** The status letter. */
  readonly status: ByteString;
  readonly errors: number;
}

const CURRENT = line('JobId={jobId:int} JobStatus={status:word} JobErrors={errors:int}\n');

/** A line of `.status current` or `.status last`. */
export const parseRunningJob = (text: ByteString): RunningJob | undefined => CURRENT.parse(text);

export type StatusBlock = ReadonlyMap<string, ByteString>;

/** Headings (`running:`) and lines without `=` are passed over; keys are in lower case; the first of equal keys stays. */
export function parseStatusBlocks(text: ByteString): StatusBlock[] {
  const blocks: Map<string, ByteString>[] = [];
  let block = new Map<string, ByteString>();
  for (const raw of text.replaceAll('\0', '').split('\n')) {
    const equals = raw.indexOf('=');
    if (raw.trim() === '' && block.size > 0) {
      blocks.push(block);
      block = new Map();
    } else if (equals > 0) {
      const key = raw.slice(0, equals).trim().toLowerCase();
      if (!block.has(key)) block.set(key, raw.slice(equals + 1));
    }
  }
  if (block.size > 0) blocks.push(block);
  return blocks;
}
