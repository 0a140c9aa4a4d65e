/** The sections of `status` about Jobs (page 03 §8.1). Each packet ends in a newline and a NUL. */
import type { ByteString } from '../../../../core/index.ts';
import type { ServedJob } from '../job/served-job.ts';
import { shortTime, withCommas, withSuffix } from './figures.ts';
import { type Snapshot, secondsOf } from './snapshot.ts';
import { jobTitle, levelColumn, levelWord, stateWord, typeWord } from './words.ts';

export function runningJobs(snapshot: Snapshot): ByteString[] {
  const { running, connectedAt, encrypted, release } = snapshot;
  const connected = `Director connected ${encrypted ? 'using TLS ' : ''}at: ${shortTime(connectedAt)}`;
  return [...running.flatMap((job) => runningJob(job, snapshot)), ...(release === '9.6' ? [] : [connected])];
}

function runningJob(job: ServedJob, snapshot: Snapshot): ByteString[] {
  const { type, level, jobId, figures } = job;
  if (!job.running) return [`${typeWord(type)} Job ${job.job} is being prepared.`];
  if (job.letter === 'F') return [`${typeWord(type)} Job ${job.job} waiting for Client connection.`];
  const device = snapshot.media.devices.filter(({ jobIds }) => jobIds.includes(jobId));
  const perSecond = withCommas(figures.bytes / secondsOf(job, snapshot));
  return [
    ...device.flatMap(({ mode, volume = '', pool = '', name, archiveDevice }) => [
      `${mode === 'read' ? 'Reading' : 'Writing'}: ${levelWord(level)} ${typeWord(type)} job ${jobTitle(job.job)} JobId=${jobId} Volume="${volume}"\n    pool="${pool}" device="${name}" (${archiveDevice})`,
    ]),
    `    spooling=${job.letter === 's' ? 1 : 0} despooling=${job.letter === 'l' ? 1 : 0} despool_wait=0`,
    `    Files=${withCommas(figures.files)} Bytes=${withCommas(figures.bytes)} AveBytes/sec=${perSecond} LastBytes/sec=${perSecond}`,
  ];
}

export const waitingJobs = ({ media }: Snapshot): ByteString[] =>
  media.waiting.flatMap(({ reasons }) => reasons.map((reason) => `   ${reason.trimEnd()}`));

export function endedJobs({ ended }: Snapshot): ByteString[] {
  if (ended.length === 0) return [];
  return [
    ' JobId  Level    Files      Bytes   Status   Finished        Name ',
    '===================================================================',
    ...ended.map(({ facts, files, bytes, status, endedAt }) =>
      [
        `${facts.jobId}`.padStart(6),
        ` ${levelColumn(facts.type, facts.level).padEnd(6)}`,
        withCommas(files).padStart(8),
        withSuffix(bytes).padStart(10),
        ` ${stateWord(status).padEnd(8)}`,
        `${shortTime(endedAt)}`.padEnd(15),
        jobTitle(facts.job),
      ].join(' '),
    ),
  ];
}
