/** The answers to `.status` as blocks of `key=value` lines, for programs (specification 02 §15). */
import { type ByteString, unixSeconds } from '../../../core/index.ts';
import type { ClientJob } from './client-job.ts';
import type { Daemon } from './daemon.ts';
import type { EndedJob } from './job-registry.ts';
import { levelLetter, statusWord } from './job-words.ts';
import { type Asker, longTime } from './status-text.ts';

type Fields = Readonly<Record<string, string | number>>;

const block = (fields: Fields): ByteString =>
  Object.entries(fields)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
const NO_ERROR = '\nerror=0\nerrmsg=\n\n\0';

export function headerBlock(daemon: Daemon): ByteString {
  const { config, identity, jobs, startedAt } = daemon;
  const { client } = config;
  const fields: Fields = {
    name: client.name,
    version: identity.version,
    uname: identity.uname,
    started_epoch: unixSeconds(startedAt),
    started: longTime(startedAt),
    pid: process.pid,
    jobs_run: jobs.startedCount,
    jobs_running: jobs.running.length,
    winver: '',
    debug: daemon.debugLevel,
    trace: daemon.traceLevel,
    tags: '',
    bwlimit: daemon.bandwidthBytesPerSec,
    plugins: 'bpipe',
    pkiencryption: client.pkiEncryption ? 1 : 0,
    pkisignature: client.pkiSignatures ? 1 : 0,
    pkicipher: client.pkiCipher ?? '',
    pkidigest: client.pkiSignatures ? client.pkiDigest : '',
    fips: 'N/A',
    crypto: `OpenSSL ${process.versions.openssl}`,
    gpfs: 'false',
  };
  return `\nheader:\n\n${block(fields)}${NO_ERROR}`;
}

export function runningBlocks({ jobs }: Daemon, { connectedAt, encrypted }: Asker): readonly ByteString[] {
  const running = jobs.running.filter(({ type }) => type !== ' ');
  const connected: Fields = {
    DirectorConnected_epoch: unixSeconds(connectedAt),
    DirectorConnected: longTime(connectedAt),
    DirTLS: encrypted ? 1 : 0,
  };
  return [
    '\nrunning:\n\0',
    ...running.map((job) => `\n${block(runningFields(job))}\0`),
    `\n${block(connected)}\0`,
    NO_ERROR,
  ];
}

function runningFields(job: ClientJob): Fields {
  const { identity, figures, startedAt, type } = job;
  const bytes = figures.get('jobBytes');
  const seconds = Math.max(1, Math.round((Date.now() - startedAt.getTime()) / 1000));
  const current = figures.currentFile;
  return {
    JobId: identity.jobId,
    Job: identity.job,
    VSS: 0,
    Level: levelLetter(job),
    Type: type,
    Status: job.status,
    StartTime_epoch: unixSeconds(startedAt),
    StartTime: longTime(startedAt),
    JobFiles: figures.get('files'),
    JobBytes: bytes,
    'Bytes/sec': Math.round(bytes / seconds),
    Errors: job.errorCount,
    Bwlimit: job.bandwidthBytesPerSec,
    ReadBytes: figures.get('readBytes'),
    'Files Examined': figures.get('examined'),
    ...(current === undefined ? {} : { 'Processing file': current }),
    ...(job.connected ? { SDReadSeqNo: 0, fd: 0, SDtls: job.storageEncrypted ? 1 : 0 } : { SDSocket: 'closed' }),
  };
}

export const endedBlocks = (ended: readonly EndedJob[]): readonly ByteString[] => [
  '\nterminated:\n\0',
  ...ended.map((job, index) => `${index === 0 ? '\n' : '\n\n'}${block(endedFields(job))}\0`),
  NO_ERROR,
];

const endedFields = (job: EndedJob): Fields => ({
  jobid: job.jobId,
  level: job.level,
  type: job.type,
  status: job.status,
  status_desc: statusWord(job.status),
  jobbytes: job.bytes,
  jobfiles: job.files,
  job: job.job,
  name: job.name,
  starttime_epoch: unixSeconds(job.startedAt),
  starttime: longTime(job.startedAt),
  endtime_epoch: unixSeconds(job.endedAt),
  endtime: longTime(job.endedAt),
  errors: job.errors,
});
