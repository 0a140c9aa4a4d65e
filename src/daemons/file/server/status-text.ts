/** The text of `status`, line by line as genuine daemons of 15.0.3 write it (specification 02 §15). */
import type { ByteString } from '../../../core/index.ts';
import type { ClientJob } from './client-job.ts';
import type { Daemon } from './daemon.ts';
import type { EndedJob } from './job-registry.ts';
import { levelColumn, levelLetter, levelWord, statusWord, typeWord } from './job-words.ts';

/** Who asks. */
export interface Asker {
  readonly connectedAt: Date;
  readonly encrypted: boolean;
}

export function statusText(daemon: Daemon, asker: Asker): readonly ByteString[] {
  const { jobs } = daemon;
  const running = jobs.running.filter(({ type }) => type !== ' ');
  return [
    ...header(daemon),
    '\nRunning Jobs:',
    ...running.flatMap((job) => describeRunning(job)),
    `Director connected ${asker.encrypted ? 'using TLS ' : ''}at: ${shortTime(asker.connectedAt)}`,
    ...(running.length === 0 ? ['No Jobs running.'] : []),
    '====',
    '\nTerminated Jobs:',
    ...(jobs.ended.length === 0 ? [] : [TABLE_HEAD, '='.repeat(67), ...endedTable(jobs.ended, '  ')]),
    '====',
  ];
}

const TABLE_HEAD = ' JobId  Level    Files      Bytes   Status   Finished        Name ';

function header({ config, identity, jobs, startedAt, debugLevel, traceLevel, bandwidthBytesPerSec }: Daemon) {
  const { heapUsed, rss } = process.memoryUsage();
  const [heap, total] = [heapUsed, rss].map(commas);
  return [
    `${config.client.name} Version: ${identity.version}  ${identity.uname}`,
    `Daemon started ${shortTime(startedAt)}. Jobs: run=${jobs.startedCount} running=${jobs.running.length} max=${jobs.placesMax}.`,
    ` Heap: heap=${heap} smbytes=${heap} max_bytes=${total} bufs=0 max_bufs=0`,
    ` Sizes: boffset_t=8 size_t=8 debug=${debugLevel} trace=${traceLevel} mode=0,0 bwlimit=${Math.floor(bandwidthBytesPerSec / 1000)}kB/s`,
    ` Crypto: fips=N/A crypto=OpenSSL ${process.versions.openssl}`,
    ` Plugin: ${identity.plugins} `,
  ];
}

function describeRunning(job: ClientJob): readonly ByteString[] {
  const { identity, figures, type, startedAt } = job;
  const bytes = figures.get('jobBytes');
  const seconds = Math.max(1, Math.round((Date.now() - startedAt.getTime()) / 1000));
  const perSec = commas(bytes / seconds);
  const current = figures.currentFile;
  return [
    `JobId ${identity.jobId} Job ${identity.job} is running.`,
    `    ${[levelWord(levelLetter(job)), typeWord(type)].join(' ').trim()} Job started: ${shortTime(startedAt)}`,
    `    Files=${commas(figures.get('files'))} Bytes=${commas(bytes)} AveBytes/sec=${perSec} LastBytes/sec=${perSec} Errors=${job.errorCount}`,
    `    Bwlimit=${commas(job.bandwidthBytesPerSec)} ReadBytes=${commas(figures.get('readBytes'))}`,
    `    Files: Examined=${commas(figures.get('examined'))} Backed up=${commas(figures.get('saved'))}`,
    ...(current === undefined ? [] : [`    Processing file: ${current}`]),
    job.connected ? `    SDReadSeqNo=0 fd=0 SDtls=${job.storageEncrypted ? 1 : 0}` : '    SDSocket closed.',
  ];
}

/** The last Jobs, with `joint` between the columns. */
export const endedTable = (ended: readonly EndedJob[], joint: '  ' | '\t'): readonly ByteString[] =>
  ended.map(({ jobId, type, level, files, bytes, status, endedAt, name }) => {
    const columns = [
      String(jobId).padStart(6),
      levelColumn(type, level).padEnd(6),
      commas(files).padStart(8),
      withSuffix(bytes).padStart(10),
      statusWord(status).padEnd(7),
      shortTime(endedAt).padEnd(8),
      name,
    ];
    if (joint === '\t') return columns.join('\t');
    const [id, kind, count, size, how, when, who] = columns;
    return `${id}  ${kind} ${count} ${size}  ${how}  ${when} ${who}`;
  });

const SUFFIXES = ['', ' K', ' M', ' G', ' T', ' P', ' E'];

/** `243.5 K`: four digits at most, cut and not rounded. */
export function withSuffix(bytes: number): string {
  let value = bytes;
  let power = 0;
  while (value >= 1000 && power < SUFFIXES.length - 1) {
    value /= 1000;
    power++;
  }
  if (power === 0) return String(bytes);
  const decimals = value < 10 ? 3 : value < 100 ? 2 : 1;
  return `${(Math.floor(value * 10 ** decimals) / 10 ** decimals).toFixed(decimals)}${SUFFIXES[power]}`;
}

export const commas = (value: number): string => Math.round(value).toLocaleString('en-US');

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** `20-Nov-26 09:35` */
export const shortTime = (time: Date): string =>
  `${two(time.getDate())}-${MONTHS[time.getMonth()]}-${two(time.getFullYear() % 100)} ${two(time.getHours())}:${two(time.getMinutes())}`;

/** `2026-11-20 09:35:17` */
export const longTime = (time: Date): string =>
  `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
