/** The sections of `status` about Jobs (page 03 §8.1). Each packet ends in a newline and a NUL. */
import type { ByteString } from '../../../../core/index.ts';
import type { EndedJob } from '../job/jobs.ts';
import type { ServedJob } from '../job/served-job.ts';
import { shortTime, withCommas, withSuffix } from './figures.ts';
import { type Snapshot, secondsOf } from './snapshot.ts';
import { spoolFields } from './spool-sections.ts';
import { jobTitle, levelColumn, levelWord, stateWord, typeWord } from './words.ts';

export function runningJobs(snapshot: Snapshot): ByteString[] {
  const { running, connectedAt, encrypted, release } = snapshot;
  const connected = `Director connected ${encrypted ? 'using TLS ' : ''}at: ${shortTime(connectedAt)}`;
  return [...running.flatMap((job) => runningJob(job, snapshot)), ...(release === '9.6' ? [] : [connected])];
}

function runningJob(job: ServedJob, snapshot: Snapshot): ByteString[] {
  const { type, level, jobId, figures } = job;
  const device = snapshot.media.devices.filter(({ jobIds }) => jobIds.includes(jobId));
  if (device.length === 0) return [`${typeWord(type)} Job ${job.job} is being prepared.`];
  const perSecond = withCommas(figures.bytes / secondsOf(job, snapshot));
  const spool = spoolFields(figures);
  return [
    ...(job.letter === 'F' ? [`${typeWord(type)} Job ${job.job} waiting for Client connection.`] : []),
    ...device.flatMap(({ mode, volume = '', pool = '', name, archiveDevice }) => [
      `${mode === 'read' ? 'Reading' : 'Writing'}: ${levelWord(level)} ${typeWord(type)} job ${jobTitle(job.job)} JobId=${jobId} Volume="${volume}"\n    pool="${pool}" device="${name}" (${archiveDevice})`,
    ]),
    `    spooling=${spool.spooling} despooling=${spool.despooling} despool_wait=${spool.despool_wait}`,
    `    Files=${withCommas(figures.files)} Bytes=${withCommas(figures.bytes)} AveBytes/sec=${perSecond} LastBytes/sec=${perSecond}`,
  ];
}

export const waitingJobs = ({ media }: Snapshot): ByteString[] =>
  media.waiting.flatMap(({ reasons }) => reasons.map((reason) => `   ${reason.trimEnd()}`));

/** As `.status terminated` has them: without a heading, and with tabs. */
export const endedLines = ({ ended }: Snapshot): ByteString[] =>
  ended.map((job) => Object.values(columnsOf(job)).join('\t'));

export function endedJobs({ ended }: Snapshot): ByteString[] {
  if (ended.length === 0) return [];
  return [
    ' JobId  Level    Files      Bytes   Status   Finished        Name ',
    '===================================================================',
    ...ended.map((job) => {
      const { id, level, files, bytes, state, at, name } = columnsOf(job);
      return [id, ` ${level}`, files, bytes, ` ${state} `, at, name].join(' ');
    }),
  ];
}

function columnsOf({ facts, files, bytes, status, endedAt }: EndedJob) {
  return {
    id: `${facts.jobId}`.padStart(6),
    level: levelColumn(facts.type, facts.level).padEnd(6),
    files: withCommas(files).padStart(8),
    bytes: withSuffix(bytes).padStart(10),
    state: stateWord(status).padEnd(7),
    at: `${shortTime(endedAt)}`.padEnd(15),
    name: jobTitle(facts.job),
  };
}
