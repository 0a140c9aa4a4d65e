/** Positions in PostgreSQL's WAL, and the histories of timelines (PostgreSQL documentation: continuous archiving, timelines). */

/** `1A/2B3C` as a number of bytes. */
export function parseLsn(text: string): bigint {
  const match = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text);
  if (match === null) throw new Error(`${text} is no position in the WAL`);
  return (BigInt(`0x${match[1]}`) << 32n) + BigInt(`0x${match[2]}`);
}

export const formatLsn = (lsn: bigint): string =>
  `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffff_ffffn).toString(16).toUpperCase()}`;

export interface TimelineEnd {
  readonly timeline: number;
  /** Where the next timeline left it. */
  readonly endLsn: bigint;
}

/** A history file: `timeline TAB position TAB reason`, the oldest first; comments and empty lines are skipped. */
export function parseHistory(text: string): readonly TimelineEnd[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/i.exec(line);
    return match === null ? [] : [{ timeline: Number(match[1]), endLsn: parseLsn(match[2] as string) }];
  });
}

/** Does what ends at `lsn` of `timeline` belong to the history of a server that is on `upstreamTimeline`? */
export function isInHistory(
  mine: { readonly timeline: number; readonly lsn: bigint },
  upstreamTimeline: number,
  history: readonly TimelineEnd[],
): boolean {
  if (mine.timeline === upstreamTimeline) return true;
  const end = history.find(({ timeline }) => timeline === mine.timeline);
  return end !== undefined && mine.lsn <= end.endLsn;
}
