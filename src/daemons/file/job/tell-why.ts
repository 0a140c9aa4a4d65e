/** Why a Job could not be carried through: the sentence for its log, and the letter of its status. */
import { describeError, toByteString } from '../../../core/index.ts';
import { JobStoppedError } from './errors.ts';
import type { ThreadTools } from './thread-tools.ts';

/** A Job that was taken back says nothing about what it met on its way out. */
export function tellWhy(error: unknown, tools: ThreadTools): string {
  const stopped = error instanceof JobStoppedError ? error.how : tools.figures.stopRequested;
  if (stopped !== undefined) return stopped === 'stop' ? 'I' : 'A';
  tools.complain('fatal', `${toByteString(describeError(error))}\n`);
  return 'f';
}
