/**
 * Where on the Volumes the chosen files lie, as the parts of a bootstrap file (03 §9): one part a Job and Volume, Jobs
 * from the oldest to the newest, each Job's Volumes in the order in which they were written. Pure.
 */
import type { JobExtent } from '../../catalog/index.ts';
import { type BootstrapPart, bootstrapPart, countOf, type Range } from '../../volume/index.ts';
import { clipRanges, mergeRanges, subtractRanges } from './file-ranges.ts';

/** Of one Job, what to restore. */
export interface JobFiles {
  readonly jobId: number;
  readonly ranges: readonly Range[];
}

const FILE_HALF = 2 ** 32;

/** `extents` in the order of jobExtents. Extents without a chosen file are left out, and with them their Volumes. */
export function bootstrapParts(files: readonly JobFiles[], extents: readonly JobExtent[]): BootstrapPart[] {
  return files.flatMap(({ jobId, ranges }) =>
    volumesInTurn(extents.filter((extent) => extent.jobId === jobId)).flatMap((onVolume) => part(ranges, onVolume)),
  );
}

/** A Job may come back to a Volume that it left: only neighbours are taken together. */
function volumesInTurn(extents: readonly JobExtent[]): JobExtent[][] {
  const groups: JobExtent[][] = [];
  for (const extent of extents) {
    const group = groups.at(-1);
    if (group?.[0]?.mediaId === extent.mediaId) group.push(extent);
    else groups.push([extent]);
  }
  return groups;
}

function part(ranges: readonly Range[], extents: readonly JobExtent[]): BootstrapPart[] {
  const used = extents
    .map((extent) => ({ extent, files: clipRanges(ranges, { first: extent.firstIndex, last: extent.lastIndex }) }))
    .filter(({ files }) => files.length > 0);
  const first = used[0]?.extent;
  if (first === undefined) return [];
  const fileIndexes = mergeRanges(used.flatMap(({ files }) => files));
  const whole = bootstrapPart([first.volume], {
    mediaType: first.mediaType,
    sessionIds: [{ first: first.volSessionId, last: first.volSessionId }],
    sessionTimes: [{ first: first.volSessionTime, last: first.volSessionTime }],
    addresses: used.map(({ extent }) => addresses(extent)),
    fileIndexes,
    count: countOf(fileIndexes),
    ...(first.storage !== null && { storage: first.storage }),
    ...(first.slot > 0 && { slot: first.slot }),
  });
  return [whole];
}

/** Both ends are 64-bit byte addresses, kept in two halves. */
const addresses = (extent: JobExtent): Range => ({
  first: extent.startFile * FILE_HALF + extent.startBlock,
  last: extent.endFile * FILE_HALF + extent.endBlock,
});

/** Chosen files of which no Volume is known to have anything. */
export function filesWithoutVolume(files: readonly JobFiles[], extents: readonly JobExtent[]): JobFiles[] {
  return files.flatMap(({ jobId, ranges }) => {
    const own = extents.filter((extent) => extent.jobId === jobId);
    const held = mergeRanges(own.map(({ firstIndex, lastIndex }) => ({ first: firstIndex, last: lastIndex })));
    const missing = subtractRanges(ranges, held);
    return missing.length > 0 ? [{ jobId, ranges: missing }] : [];
  });
}
