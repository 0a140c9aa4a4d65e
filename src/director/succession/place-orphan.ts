/** On which Volumes an orphaned backup must be looked for, and what of it the Catalog does not know. Pure. */
import { type BegunRange, FAR_ADDRESS, type RebuiltRange } from '../../catalog/index.ts';
import { type BootstrapPart, bootstrapPart } from '../../volume/index.ts';

export interface OrphanPlace {
  readonly parts: readonly BootstrapPart[];
  /** The last Volume, the only one that its Storage Daemon can have gone on with alone. */
  readonly volume: BegunRange['volume'];
  readonly open: Omit<RebuiltRange, 'lastIndex' | 'volumeBytes'>;
}

const HALF = 2 ** 32;

/** A sentence: that cannot be said. `ranges` in the order of begunRanges. */
export function placeOrphan(
  ranges: readonly BegunRange[],
  session: { readonly sessionId: number; readonly sessionTime: number },
): OrphanPlace | string {
  const told = ranges.filter(({ lastIndex }) => lastIndex > 0);
  const begun = ranges.filter(
    ({ mediaId, lastIndex }) => lastIndex === 0 && !told.some((range) => range.mediaId === mediaId),
  );
  if (begun.length > 1) return 'it had begun several Volumes of which nothing is known';
  const last = begun[0] ?? told.at(-1);
  if (last === undefined) return 'no Volume is known that it was written to';
  const [open, before] = [begun[0] === undefined ? behind(last) : startOf(last), told.at(-1)];
  const volumes = new Map([...told, last].map((range) => [range.mediaId, range]));
  return {
    volume: last.volume,
    // A file may go on from one Volume to the next.
    open: { mediaId: last.mediaId, firstIndex: Math.max(1, before?.lastIndex ?? 1), ...open },
    parts: [...volumes.values()].map((range) => partOf(range, ranges, session)),
  };
}

const startOf = ({ startFile, startBlock }: BegunRange) => ({ startFile, startBlock });

function behind({ endFile, endBlock }: BegunRange) {
  const address = endFile * HALF + endBlock + 1;
  return { startFile: Math.floor(address / HALF), startBlock: address % HALF };
}

function partOf(
  { mediaId, volume, mediaType, slot }: BegunRange,
  ranges: readonly BegunRange[],
  { sessionId, sessionTime }: { readonly sessionId: number; readonly sessionTime: number },
): BootstrapPart {
  const starts = ranges
    .filter((range) => range.mediaId === mediaId)
    .map(({ startFile, startBlock }) => startFile * HALF + startBlock);
  return bootstrapPart([volume], {
    mediaType,
    sessionIds: [{ first: sessionId, last: sessionId }],
    sessionTimes: [{ first: sessionTime, last: sessionTime }],
    addresses: [{ first: Math.min(...starts), last: FAR_ADDRESS }],
    ...(slot > 0 && { slot }),
  });
}
