/** Media in a temporary folder, for Jobs without any daemon: a configuration, devices that can fail, a Catalog. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadStorageConfig, type StorageConfig } from '../../src/config/index.ts';
import { type Clock, createLogger, systemClock } from '../../src/core/index.ts';
import { type Device, FileDevice } from '../../src/daemons/storage/device/index.ts';
import {
  type AppendSession,
  type DeviceRequest,
  type Media,
  openMedia,
  type Reservation,
} from '../../src/daemons/storage/media/index.ts';
import {
  BootstrapSelection,
  bootstrapPart,
  decodeVolumeLabel,
  LABEL_KIND,
  RecordAssembler,
  readRecords,
  type VolumeLabel,
  type VolumeRecord,
} from '../../src/volume/index.ts';
import { FakeCatalog, type FakeCatalogOptions, type FakeJob, fakeJob } from './fake-catalog.ts';
import { FaultyDevice } from './faulty-device.ts';
import { makeTempDir } from './temp-dir.ts';

export interface MediaPremisesOptions extends Omit<FakeCatalogOptions, 'folder'> {
  readonly clock?: Clock;
  /** Directives of every device, or of each by its number. */
  readonly device?: string | ((index: number) => string);
  /** Another folder for each device, by number; the first one's, where it is left out. */
  readonly archives?: (folder: string, index: number) => string;
  /** Names of devices; several are drives of the changer `Changer`. */
  readonly drives?: readonly string[];
  /** What other folders are, instead of plain ones. */
  readonly more?: Readonly<Record<string, Device>>;
}

export interface MediaPremises extends AsyncDisposable {
  readonly folder: string;
  readonly catalog: FakeCatalog;
  readonly device: FaultyDevice;
  readonly media: Media;
  /** As if the daemon had been started again; the one before is dead without a word. */
  restart(): void;
  append(job: FakeJob, request?: Partial<DeviceRequest>): Promise<AppendSession>;
  reserve(job: FakeJob, request?: Partial<DeviceRequest>): Promise<Reservation>;
}

export async function mediaPremises(options: MediaPremisesOptions = {}): Promise<MediaPremises> {
  const dir = await makeTempDir('media');
  const folder = dir.path;
  const config = await storageConfig(folder, options);
  const device = new FaultyDevice(new FileDevice(folder));
  const catalog = new FakeCatalog({ ...options, folder, safeBytes: (volume) => device.safeBytes(volume) });
  const logger = createLogger('silent');
  const open = () =>
    openMedia(config, {
      clock: options.clock ?? systemClock,
      logger,
      openDevice: (path) => (path === folder ? device : (options.more?.[path] ?? new FileDevice(path))),
    });
  const premises = {
    folder,
    catalog,
    device,
    media: open(),
    restart: () => {
      premises.media = open();
    },
    async reserve(job: FakeJob, request: Partial<DeviceRequest> = {}) {
      const outcome = await premises.media.reserve([deviceRequest(options, request)], job);
      if (outcome.kind === 'refused') throw new Error(outcome.reply);
      return outcome;
    },
    async append(job: FakeJob, request: Partial<DeviceRequest> = {}) {
      return premises.media.openAppend(await premises.reserve(job, request), job);
    },
    async [Symbol.asyncDispose]() {
      await premises.media[Symbol.asyncDispose]();
      await dir[Symbol.asyncDispose]();
    },
  };
  return premises;
}

export const deviceRequest = (
  { drives = ['Disk'] }: Pick<MediaPremisesOptions, 'drives'>,
  request: Partial<DeviceRequest> = {},
): DeviceRequest => ({
  devices: [drives.length > 1 ? 'Changer' : (drives[0] ?? 'Disk')],
  mediaType: 'File',
  append: true,
  pool: 'Default',
  poolType: 'Backup',
  wait: true,
  ...request,
});

async function storageConfig(folder: string, options: MediaPremisesOptions): Promise<StorageConfig> {
  const { drives = ['Disk'], device = '', archives = () => folder } = options;
  const path = join(folder, '..', `${folder.split('/').at(-1)}.conf`);
  const devices = drives.map(
    (name, index) => `Device { Name = ${name}; MediaType = File; ArchiveDevice = ${archives(folder, index)}
      LabelMedia = yes; RandomAccess = yes; AutomaticMount = yes; DriveIndex = ${index}\n${typeof device === 'string' ? device : device(index)}\n}`,
  );
  const changer = `Autochanger { Name = Changer; Device = ${drives.join(',')}; ChangerDevice = /dev/null; ChangerCommand = "" }`;
  const text = `Storage { Name = tst-sd; WorkingDirectory = /tmp; PidDirectory = /tmp }
    Director { Name = tst-dir; Password = x }
    Messages { Name = Standard; director = tst-dir = all }
    ${devices.join('\n')}\n${drives.length > 1 ? changer : ''}\n`;
  await writeFile(path, text);
  try {
    const { config, problems } = await loadStorageConfig(path);
    if (config === undefined) throw new Error(problems.map(({ message }) => message).join('; '));
    return config;
  } finally {
    await import('node:fs/promises').then(({ rm }) => rm(path));
  }
}

/** One file as a File Daemon sends it: attributes, data, digest. */
export async function writeFileRecords(session: AppendSession, fileIndex: number, data: Buffer): Promise<void> {
  await session.write(fileIndex, 1, Buffer.from(`${fileIndex} 3 /data/file-${fileIndex}\0lstat\0\0\0`));
  for (let at = 0; at < data.length; at += 65536) await session.write(fileIndex, 2, data.subarray(at, at + 65536));
  await session.write(fileIndex, 3, Buffer.alloc(16, fileIndex & 0xff));
}

export interface ReadBack {
  /** Content by FileIndex. */
  readonly files: Map<number, Buffer>;
  readonly damages: string[];
}

/** All that a Job's ranges in the Catalog give, read without the media that wrote it. */
export async function readBack(premises: Pick<MediaPremises, 'folder' | 'catalog'>, job: FakeJob): Promise<ReadBack> {
  const parts = premises.catalog
    .ranges(job.jobId)
    .map(({ volume, startFile, startBlock, endFile, endBlock, ...range }) =>
      bootstrapPart([volume], {
        sessionIds: [{ first: job.sessionId, last: job.sessionId }],
        sessionTimes: [{ first: job.sessionTime, last: job.sessionTime }],
        addresses: [{ first: startFile * 2 ** 32 + startBlock, last: endFile * 2 ** 32 + endBlock }],
        fileIndexes: [{ first: range.firstIndex, last: range.lastIndex }],
      }),
    );
  const selection = new BootstrapSelection(parts);
  const assembler = new RecordAssembler(selection);
  const files = new Map<number, Buffer[]>();
  const damages: string[] = [];
  const device = new FileDevice(premises.folder);
  for (const pass of selection.passes) {
    selection.begin(pass);
    await using file = await device.open(pass.volume, 'read');
    const sizeBytes = await file.sizeBytes();
    const source = { volume: pass.volume, sizeBytes, read: (buffer: Buffer, at: number) => file.readAt(buffer, at) };
    for await (const batch of readRecords(source, assembler, { plan: selection.plan, salvage: true })) {
      damages.push(...batch.damages.map(({ found }) => found));
      for (const { fileIndex, stream, data } of batch.records) {
        if (fileIndex > 0 && stream === 2) files.set(fileIndex, [...(files.get(fileIndex) ?? []), Buffer.from(data)]);
        else if (fileIndex > 0 && !files.has(fileIndex)) files.set(fileIndex, []);
      }
    }
  }
  damages.push(...assembler.finish().damages.map(({ found }) => found));
  return { files: new Map([...files].map(([index, parts]) => [index, Buffer.concat(parts)])), damages };
}

/** All records of a Volume, copied. */
export async function recordsOf(folder: string, volume: string): Promise<VolumeRecord[]> {
  await using file = await new FileDevice(folder).open(volume, 'read');
  const sizeBytes = await file.sizeBytes();
  const source = { volume, sizeBytes, read: (buffer: Buffer, at: number) => file.readAt(buffer, at) };
  const records: VolumeRecord[] = [];
  for await (const batch of readRecords(source, new RecordAssembler())) {
    records.push(...batch.records.map((record) => ({ ...record, data: Buffer.from(record.data) })));
  }
  return records;
}

export async function labelOf(folder: string, volume: string): Promise<{ label: VolumeLabel; preLabel: boolean }> {
  const [first] = await recordsOf(folder, volume);
  if (first === undefined) throw new Error(`Nothing on ${volume}`);
  return { label: decodeVolumeLabel(first.data, first.version), preLabel: first.fileIndex === LABEL_KIND.preLabel };
}

export { type FakeJob, fakeJob };
