/** How far a restore is, in the words that its successor reads: which of its Storages is being read, and by which session. */
import { asciiJson, parseObject } from '../succession/ascii-json.ts';

export interface RestoreBrief {
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly device: string;
  /** From 0; of so many. Only behind the last one has the Client all that it is to get. */
  readonly run: number;
  readonly runs: number;
}

export const formatRestoreBrief = (brief: RestoreBrief): string => asciiJson(brief);

/** Undefined: somebody else wrote it. */
export function parseRestoreBrief(text: string): RestoreBrief | undefined {
  const brief = parseObject(text) as Partial<RestoreBrief> | undefined;
  const numbers = [brief?.sessionId, brief?.sessionTime, brief?.run, brief?.runs];
  const isWhole = typeof brief?.device === 'string' && numbers.every(Number.isSafeInteger);
  return isWhole ? (brief as RestoreBrief) : undefined;
}

export const isLastRun = ({ run, runs }: RestoreBrief): boolean => run === runs - 1;
