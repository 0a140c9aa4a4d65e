/**
 * A bootstrap over several Storages is read part by part, one Storage Daemon after the other (03 §9): which resource
 * reads which parts, and in how many runs. Storages of one daemon share a run. Pure.
 */
import type { StorageResource } from '../../config/index.ts';
import { type ByteString, displayText } from '../../core/index.ts';
import type { BootstrapPart } from '../../volume/index.ts';
import { shownNames, VolumesMissingError } from './errors.ts';

export interface StorageRun {
  readonly storage: StorageResource;
  readonly parts: readonly BootstrapPart[];
  /** Reads what has been read before (second-reading.ts). */
  readonly again?: boolean;
}

export function storageRuns(
  parts: readonly BootstrapPart[],
  storages: Iterable<StorageResource>,
  wanted?: StorageResource,
): StorageRun[] {
  const known = [...storages];
  const runs: { storage: StorageResource; parts: BootstrapPart[] }[] = [];
  for (const part of parts) {
    const storage = wanted ?? storageOf(part, known);
    const run = runs.at(-1);
    const reads = withStorage(part, storage);
    if (run !== undefined && sharesReader(run.storage, storage)) run.parts.push(reads);
    else runs.push({ storage, parts: [reads] });
  }
  return runs;
}

/** The one that the Volume was written at; where that is gone from the configuration, one of the same Media Type. */
function storageOf(part: BootstrapPart, known: readonly StorageResource[]): StorageResource {
  const enabled = known.filter((storage) => storage.enabled);
  const fits = (storage: StorageResource): boolean =>
    part.mediaType === undefined || storage.mediaType === part.mediaType;
  const named = enabled.find((storage) => storage.name === part.storage && fits(storage));
  const found = named ?? enabled.find(fits);
  if (found !== undefined) return found;
  const { volumes, storage = 'unknown', mediaType = 'unknown' } = part;
  throw new VolumesMissingError(
    `No Storage reads Volume ${shownNames(volumes)}: it was written at Storage "${displayText(storage)}", Media Type "${displayText(mediaType)}"`,
    `The configuration has: ${shownNames(known.map(({ name, mediaType }) => `${name} (${mediaType})`))}`,
  );
}

/** One reservation reads Volumes of one Media Type; one daemon is called only once in a row. */
const sharesReader = (a: StorageResource, b: StorageResource): boolean =>
  a.name === b.name || (a.address === b.address && a.sdPort === b.sdPort && a.mediaType === b.mediaType);

function withStorage(part: BootstrapPart, storage: StorageResource): BootstrapPart {
  const device: ByteString | undefined = storage.devices[0];
  return { ...part, storage: storage.name, ...(device !== undefined && { device }) };
}
