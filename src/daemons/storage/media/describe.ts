/** All drives, Volumes and waiting Jobs as they stand (page 03 §8.1): a snapshot for people. */
import type { Appender } from './append/appender.ts';
import type { DeviceFacts, MediaFacts, UsedVolumeFacts, WaitingJobFacts } from './description.ts';
import type { Drive } from './drive.ts';
import type { MediaTools } from './tools.ts';

type AppenderOf = (drive: Drive) => Appender | undefined;

export async function describeMedia(
  { drives, spools }: Pick<MediaTools, 'drives' | 'spools'>,
  waiting: readonly WaitingJobFacts[],
  appenderOf: AppenderOf,
): Promise<MediaFacts> {
  const devices = await Promise.all(drives.all.map((drive) => describeDrive(drive, appenderOf(drive))));
  const autochangers = [...drives.changers].map(([name, own]) => ({ name, devices: own.map((drive) => drive.name) }));
  return {
    devices,
    autochangers,
    waiting,
    volumes: drives.all.flatMap((drive) => usedVolume(drive, appenderOf(drive))),
    spooling: spools.facts,
  };
}

async function describeDrive(drive: Drive, appender: Appender | undefined): Promise<DeviceFacts> {
  const { resource, held, seats, changer } = drive;
  const volume = appender?.volume;
  const space = await drive.device.space().catch(() => undefined);
  return {
    name: drive.name,
    archiveDevice: resource.archiveDevice,
    mediaType: resource.mediaType,
    autochanger: changer,
    driveIndex: resource.driveIndex,
    enabled: drive.enabled,
    readOnly: resource.readOnly,
    autoSelect: resource.autoSelect,
    maximumConcurrentJobs: resource.maximumConcurrentJobs,
    maximumVolumeSizeBytes: resource.maximumVolumeSizeBytes,
    open: volume !== undefined || (held?.mode === 'read' && drive.busy),
    volume: held?.name,
    pool: held?.pool ?? drive.pool,
    mode: held?.mode,
    writers: appender?.writers ?? 0,
    reserved: seats.size - (appender?.writers ?? 0),
    ...describeBlocked(drive),
    address: volume?.writer.end ?? 0,
    bytes: volume?.bytesHere ?? 0,
    traffic: drive.device.traffic,
    blocks: volume?.blocks ?? 0,
    freeBytes: space?.freeBytes,
    totalBytes: space?.totalBytes,
    jobIds: [...seats].map(({ job }) => job.jobId),
  };
}

const WORDS = { media: 'waiting to create a volume', mount: 'waiting for mount' } as const;

function describeBlocked({ blocked, unmounted }: Drive): Pick<DeviceFacts, 'blocked' | 'blockedForPool'> {
  if (blocked !== undefined) return { blocked: WORDS[blocked.why], blockedForPool: blocked.pool };
  return { blocked: unmounted ? 'user unmounted' : undefined, blockedForPool: undefined };
}

function usedVolume({ name: device, resource, held, seats }: Drive, appender?: Appender): UsedVolumeFacts[] {
  if (held === undefined || seats.size === 0) return [];
  const writers = appender?.writers ?? 0;
  const figures = { readers: held.mode === 'read' ? 1 : 0, writers };
  const reserves = Math.max(0, seats.size - figures.readers - writers);
  return [{ volume: held.name, device, archiveDevice: resource.archiveDevice, ...figures, reserves }];
}
