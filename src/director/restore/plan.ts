/**
 * A restore as it is decided when it is asked for: which Jobs, which files of them, where on which Volumes, read by
 * which Storages, and where they go. All that can be wrong is found here, while the one who asked still listens.
 */
import { type Catalog, type JobExtent, jobExtents, mediaByName, type RestorableJob } from '../../catalog/index.ts';
import type { ClientResource, DirectorConfig, JobResource } from '../../config/index.ts';
import { type ByteString, displayText } from '../../core/index.ts';
import { type BootstrapPart, countOf, expectedFiles, formatBootstrap, parseBootstrap } from '../../volume/index.ts';
import { bootstrapParts, filesWithoutVolume, type JobFiles } from './bootstrap-parts.ts';
import { chainToRestore, jobToRestore } from './chain.ts';
import { type Destination, destinationOf } from './destination.ts';
import { shownNames, VolumesMissingError } from './errors.ts';
import type { RestoreRequest, RestoreSource } from './request.ts';
import { findClient, findStorage, restoreResource } from './resources.ts';
import { secondReading } from './second-reading.ts';
import { selectFromJobs } from './select-files.ts';
import { type StorageRun, storageRuns } from './storage-runs.ts';

export interface RestorePlan {
  readonly resource: JobResource;
  readonly client: ClientResource;
  readonly destination: Destination;
  readonly runs: readonly StorageRun[];
  /** The Jobs that the files come from, oldest first; none is named where a bootstrap was given. */
  readonly jobIds: readonly number[];
  readonly filesExpected: number;
  /** Sentences for the Job's log. */
  readonly warnings: readonly string[];
}

export interface PlanContext {
  readonly catalog: Catalog;
  readonly config: DirectorConfig;
  readonly signal?: AbortSignal;
}

/** What is to be read, before it is known who reads it. */
interface Material {
  readonly parts: readonly BootstrapPart[];
  /** To be read when everything else has been: in a run of its own, because a reader passes each Volume once. */
  readonly again: readonly BootstrapPart[];
  readonly jobIds: readonly number[];
  readonly client?: ByteString;
  readonly filesExpected: number;
  readonly warnings: readonly string[];
}

/** Reads the Catalog, changes nothing. Throws the errors of errors.ts. */
export async function planRestore(request: RestoreRequest, context: PlanContext): Promise<RestorePlan> {
  const { config } = context;
  const resource = restoreResource(config, request.job);
  const destination = destinationOf(request, resource);
  const wanted = request.storage === undefined ? undefined : findStorage(config, request.storage);
  const material = await materialOf(request, context);
  const client = findClient(config, resource, request.client, material.client);
  const read = (parts: readonly BootstrapPart[]) => storageRuns(parts, config.storages.values(), wanted);
  const runs = [...read(material.parts), ...read(material.again).map((run) => ({ ...run, again: true }))];
  const { jobIds, filesExpected } = material;
  const warnings = [...material.warnings, ...destination.warnings];
  return { resource, client, destination, runs, jobIds, filesExpected, warnings };
}

/** The plan as a bootstrap file, for bextract or for another restore; they read nothing twice. */
export function* planBootstrap(plan: RestorePlan): Generator<ByteString> {
  for (const run of plan.runs) if (!run.again) yield* formatBootstrap(run.parts);
}

async function materialOf(request: RestoreRequest, context: PlanContext): Promise<Material> {
  const { from, files } = request;
  if (from.kind === 'bootstrap') return await ofBootstrap(from.text, context.catalog);
  const jobs = await jobsOf(from, context.catalog);
  return await ofJobs(jobs, files, context);
}

const jobsOf = async (from: Exclude<RestoreSource, { kind: 'bootstrap' }>, catalog: Catalog) =>
  from.kind === 'job' ? [await jobToRestore(catalog, from.jobId)] : await chainToRestore(catalog, from);

async function ofJobs(
  jobs: readonly RestorableJob[],
  items: readonly ByteString[] | undefined,
  { catalog, signal }: PlanContext,
): Promise<Material> {
  const { files, again, warnings } = await selectFromJobs(catalog, jobs, items, signal);
  const jobIds = files.map(({ jobId }) => jobId);
  const extents = await catalog.query(jobExtents(jobIds));
  const parts = bootstrapParts(files, extents);
  const second = secondReading(bootstrapParts(again, extents), parts);
  const client = jobs[0]?.client;
  return {
    parts,
    again: second.parts,
    jobIds,
    filesExpected: filesIn(files) + expectedFiles(second.parts),
    warnings: [...warnings, missing(files, extents), second.warning].filter((warning) => warning !== undefined),
    ...(client !== undefined && client !== '' && { client }),
  };
}

const filesIn = (files: readonly JobFiles[]): number => files.reduce((sum, { ranges }) => sum + countOf(ranges), 0);

/** A sentence where some files have no Volume; an error where none has. */
function missing(files: readonly JobFiles[], extents: readonly JobExtent[]): string | undefined {
  const disabled = new Set(extents.filter(({ enabled }) => enabled !== 1).map(({ volume }) => volume));
  if (disabled.size > 0) {
    const hint = 'Set them to enabled again; list volumes shows which are not';
    throw new VolumesMissingError(`Volumes are not enabled: ${shownNames([...disabled])}`, hint);
  }
  const without = filesWithoutVolume(files, extents);
  if (without.length === 0) return undefined;
  const jobIds = without.map(({ jobId }) => jobId).join(', ');
  if (extents.length === 0) {
    throw new VolumesMissingError(
      `No Volume holds data of JobId ${jobIds} any more`,
      'They were purged or overwritten; a copy of the Volumes can be read in again with bscan',
    );
  }
  return `No Volume is known to hold ${filesIn(without)} of the chosen files of JobId ${jobIds}`;
}

/** A bootstrap by hand may leave out what the Catalog knows of its Volumes. */
async function ofBootstrap(text: ByteString, catalog: Catalog): Promise<Material> {
  const parts: BootstrapPart[] = [];
  for (const part of parseBootstrap(text)) parts.push(await completed(part, catalog));
  if (parts.length === 0) throw new VolumesMissingError('The bootstrap file names no Volume', 'Is it the right file?');
  return { parts, again: [], jobIds: [], filesExpected: expectedFiles(parts), warnings: [] };
}

async function completed(part: BootstrapPart, catalog: Catalog): Promise<BootstrapPart> {
  const [volume] = part.volumes;
  if (part.mediaType !== undefined || volume === undefined) return part;
  const media = await catalog.find(mediaByName(volume));
  if (media !== undefined) return { ...part, mediaType: media.mediaType };
  if (part.storage !== undefined) return part;
  throw new VolumesMissingError(
    `The bootstrap file says neither Storage nor Media Type of Volume "${displayText(volume)}"`,
    'The Catalog does not know it either: add Storage="…" before its Volume line',
  );
}
