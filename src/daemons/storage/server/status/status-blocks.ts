/** The answers to `.status` for programs (page 03 §8.2): blocks of `key=value` lines, laid out as each release does. */
import { type ByteString, unixSeconds } from '../../../../core/index.ts';
import type { DeviceFacts } from '../../media/index.ts';
import type { EndedJob } from '../job/jobs.ts';
import type { ServedJob } from '../job/served-job.ts';
import { block, type Fields, flag, NO_ERROR, section } from './blocks.ts';
import { longTime } from './figures.ts';
import { hostText, versionText } from './identity.ts';
import { type Snapshot, secondsOf } from './snapshot.ts';
import { spoolFields } from './spool-sections.ts';
import { jobTitle, stateWord } from './words.ts';

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

const connectedFields = ({ connectedAt, encrypted }: Snapshot): Fields => ({
  DirectorConnected_epoch: unixSeconds(connectedAt),
  DirectorConnected: longTime(connectedAt),
  DirTLS: flag(encrypted),
});

function runningFields(job: ServedJob, snapshot: Snapshot): Fields {
  const { figures, startedAt } = job;
  const perSecond = Math.round(figures.bytes / secondsOf(job, snapshot));
  return {
    jobid: job.jobId,
    job: job.job,
    level: job.level,
    type: job.type,
    status: job.letter,
    jobbytes: figures.bytes,
    jobfiles: figures.files,
    starttime_epoch: unixSeconds(startedAt),
    starttime: longTime(startedAt),
    errors: job.errors,
    newbsr: 0,
    ...volumesOf(job, snapshot),
    ...spoolFields(figures),
    avebytes_sec: perSecond,
    lastbytes_sec: perSecond,
  };
}

function volumesOf(job: ServedJob, { media }: Snapshot): Fields {
  const held = media.devices.filter(({ jobIds }) => jobIds.includes(job.jobId));
  const side = (name: string, { volume = '', pool = '', name: device = '' }: Partial<DeviceFacts> = {}): Fields => ({
    [`${name}_volume`]: volume,
    [`${name}_pool`]: pool,
    [`${name}_device`]: device,
  });
  const read = held.find(({ mode }) => mode === 'read');
  return {
    ...side('read', read),
    ...side(
      'write',
      held.find((device) => device !== read),
    ),
  };
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
