/** The answers to `.status` for programs (page 03 §8.2): blocks of `key=value` lines, laid out as each release does. */
import { type ByteString, unixSeconds } from '../../../../core/index.ts';
import type { DeviceFacts } from '../../media/index.ts';
import type { EndedJob } from '../job/jobs.ts';
import type { ServedJob } from '../job/served-job.ts';
import { longTime } from './figures.ts';
import { hostText, versionText } from './identity.ts';
import { type Snapshot, secondsOf } from './snapshot.ts';
import { jobTitle, stateWord } from './words.ts';

type Fields = Readonly<Record<string, string | number>>;

const block = (fields: Fields): ByteString =>
  Object.entries(fields)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
const NO_ERROR: ByteString = '\nerror=0\nerrmsg=\n\n\0';
const flag = (value: boolean): number => (value ? 1 : 0);

export function headerBlocks(snapshot: Snapshot): ByteString[] {
  const { name, release, startedAt, ran, running, media } = snapshot;
  const fields: Fields = {
    name,
    version: versionText(release),
    uname: hostText,
    started_epoch: unixSeconds(startedAt),
    started: longTime(startedAt),
    pid: process.pid,
    jobs_run: ran,
    jobs_running: running.length,
    ndevices: media.devices.length,
    nautochgr: media.autochangers.length,
    plugins: '',
    drivers: '',
  };
  if (release === '9.6') return [`header:\n${block(fields)}\n\0`];
  const more = { fips: 0, openssl: `OpenSSL ${process.versions.openssl}`, debug: 0, trace: 0, tags: '' };
  return [`\nheader:\n\n${block({ ...fields, ...more })}${NO_ERROR}`];
}

export const runningBlocks = (snapshot: Snapshot): ByteString[] =>
  section(snapshot, 'running', [
    ...snapshot.running.map((job) => runningFields(job, snapshot)),
    ...(snapshot.release === '9.6' ? [] : [connectedFields(snapshot)]),
  ]);

export const endedBlocks = (snapshot: Snapshot): ByteString[] =>
  section(snapshot, 'terminated', snapshot.ended.map(endedFields));

/** 15.x puts a heading before the objects and a verdict behind them; 9.6 does neither. */
function section({ release }: Snapshot, name: string, objects: readonly Fields[]): ByteString[] {
  if (release === '9.6') return objects.map((fields) => `${block(fields)}\n\0`);
  const blocks = objects.map((fields, index) => `${index === 0 ? '\n' : '\n\n'}${block(fields)}\0`);
  return [`\n${name}:\n\0`, ...blocks, NO_ERROR];
}

const connectedFields = ({ connectedAt, encrypted }: Snapshot): Fields => ({
  DirectorConnected_epoch: unixSeconds(connectedAt),
  DirectorConnected: longTime(connectedAt),
  DirTLS: flag(encrypted),
});

function runningFields(job: ServedJob, snapshot: Snapshot): Fields {
  const { figures, startedAt } = job;
  return {
    jobid: job.jobId,
    job: job.job,
    level: job.level,
    type: job.type,
    status: job.letter,
    jobbytes: figures.bytes,
    jobfiles: figures.files,
    avebytes_sec: Math.round(figures.bytes / secondsOf(job, snapshot)),
    starttime_epoch: unixSeconds(startedAt),
    starttime: longTime(startedAt),
    errors: job.errors,
    newbsr: 0,
    ...volumesOf(job, snapshot),
  };
}

function volumesOf(job: ServedJob, { media }: Snapshot): Fields {
  const held = media.devices.filter(({ jobIds }) => jobIds.includes(job.jobId));
  return Object.assign(
    {},
    ...held.map(({ mode, volume = '', pool = '', name }) => {
      const side = mode === 'read' ? 'read' : 'write';
      return { [`${side}_volume`]: volume, [`${side}_pool`]: pool, [`${side}_device`]: name };
    }),
  );
}

const endedFields = ({ facts, status, files, bytes, errors, startedAt, endedAt }: EndedJob): Fields => ({
  jobid: facts.jobId,
  level: facts.level,
  type: facts.type,
  status,
  status_desc: stateWord(status),
  jobbytes: bytes,
  jobfiles: files,
  job: facts.job,
  name: jobTitle(facts.job),
  starttime_epoch: unixSeconds(startedAt),
  starttime: longTime(startedAt),
  endtime_epoch: unixSeconds(endedAt),
  endtime: longTime(endedAt),
  errors,
});

export function deviceBlocks({ release, media }: Snapshot): ByteString[] {
  const devices = media.devices.map((device) => block(deviceFields(device)));
  const nested = media.autochangers.map(({ name, devices: names }) => {
    const drives = media.devices.filter((device) => names.includes(device.name));
    return { name, drives: drives.map((drive) => block({ name: drive.name, device: drive.archiveDevice })) };
  });
  if (release === '9.6') {
    return [
      ...nested.map(
        ({ name, drives }) =>
          `\nautochanger=${name}\ndevices:\n${drives.map((drive) => `\n${drive}\n`).join('')}\n\n\0`,
      ),
      ...devices.map((device) => `\n${device}\n\0`),
    ];
  }
  return [
    '\ndevices:\n\nautochanger: [\n\0',
    ...nested.map(
      ({ name, drives }) =>
        `\nautochanger=${name}\ndevices: [\n${drives.map((drive) => `\n\n${drive}`).join('')}]\n\n\0`,
    ),
    ']\ndevice: [\n\0',
    ...devices.map((device, index) => `${index === 0 ? '\n' : '\n\n'}${device}\0`),
    `]\n\n${NO_ERROR}`,
  ];
}

const deviceFields = (device: DeviceFacts): Fields => ({
  name: device.name,
  archive_device: device.archiveDevice,
  type: 'File',
  driver: '',
  media_type: device.mediaType,
  open: flag(device.open),
  writers: device.writers,
  maximum_concurrent_jobs: device.maximumConcurrentJobs,
  maximum_volume_size: device.maximumVolumeSizeBytes,
  read_only: flag(device.readOnly),
  autoselect: flag(device.autoSelect),
  enabled: flag(device.enabled),
  free_space: device.freeBytes ?? 0,
  total_space: device.totalBytes ?? 0,
  devno: 0,
  mounted: flag(device.open),
  waiting: flag(device.blockedForPool !== undefined),
  volume: device.volume ?? '',
  pool: device.pool ?? '',
  blocked_desc: device.blocked ?? '',
  blocked: flag(device.blocked !== undefined),
  append: flag(device.open && device.mode === 'append'),
  bytes: device.bytes,
  blocks: device.blocks,
  file: Math.floor(device.address / 2 ** 32),
  block: device.address % 2 ** 32,
});
