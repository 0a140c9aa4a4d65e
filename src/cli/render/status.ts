/** `understudy status` for people: what runs, what waits, what has ended. */
import type { Paint } from './colour.ts';
import { formatBytes, formatCount, formatTime } from './figures.ts';
import { levelWord, statusColour, statusWord, typeWord } from './job-words.ts';
import { renderTable } from './table.ts';

interface JobJson {
  readonly jobId: number;
  readonly name: string;
  readonly client: string;
  readonly type: string;
  readonly level: string;
  readonly status: string;
  readonly statusText: string;
  readonly files: number;
  readonly bytes: number;
  readonly errors: number;
}
export interface ActiveJson extends JobJson {
  readonly bytesPerSecond: number;
  readonly startedAt?: string;
  readonly priority: number;
  readonly currentFile?: string;
}
export interface StatusJson {
  readonly name: string;
  readonly version: string;
  readonly startedAt: string;
  readonly configLoadedAt: string;
  readonly jobsRun: number;
  readonly active: readonly ActiveJson[];
  readonly finished: readonly (JobJson & { readonly endedAt: string })[];
}

export function renderStatus(status: StatusJson, paint: Paint, now: Date): string {
  const { name, version, startedAt, configLoadedAt, jobsRun, active, finished } = status;
  return `${paint(name, 'bold')}, Understudy ${version}, up since ${formatTime(startedAt)}, configuration of ${formatTime(configLoadedAt)}
Jobs run: ${formatCount(jobsRun)}, active: ${active.length}

${paint('Active Jobs', 'bold')}
${active.length === 0 ? 'None.\n' : activeTable(active, paint, now)}
${paint('Jobs that have ended', 'bold')}
${finished.length === 0 ? 'None since the start.\n' : finishedTable(finished, paint)}`;
}

/** What the daemon told last, else the average so far. */
function rate({ bytes, bytesPerSecond, startedAt }: ActiveJson, now: Date): number {
  if (bytesPerSecond > 0 || startedAt === undefined) return bytesPerSecond;
  return bytes / Math.max(1, (now.getTime() - Date.parse(startedAt)) / 1000);
}

const activeTable = (jobs: readonly ActiveJson[], paint: Paint, now: Date): string =>
  renderTable(
    jobs,
    [
      { title: 'JobId', value: (j) => String(j.jobId), right: true },
      { title: 'Name', value: (j) => j.name },
      { title: 'Client', value: (j) => j.client },
      { title: 'Type', value: (j) => typeWord(j.type) },
      { title: 'Level', value: (j) => levelWord(j.level) },
      { title: 'Prio', value: (j) => String(j.priority), right: true },
      { title: 'Files', value: (j) => formatCount(j.files), right: true },
      { title: 'Bytes', value: (j) => formatBytes(j.bytes), right: true },
      { title: 'Rate', value: (j) => `${formatBytes(rate(j, now))}/s`, right: true },
      { title: 'Status', value: (j) => (j.currentFile ? `${j.statusText}: ${j.currentFile}` : j.statusText) },
    ],
    paint,
  );

const finishedTable = (jobs: StatusJson['finished'], paint: Paint): string =>
  renderTable(
    jobs,
    [
      { title: 'JobId', value: (j) => String(j.jobId), right: true },
      { title: 'Name', value: (j) => j.name },
      { title: 'Client', value: (j) => j.client },
      { title: 'Type', value: (j) => typeWord(j.type) },
      { title: 'Level', value: (j) => levelWord(j.level) },
      { title: 'Ended', value: (j) => formatTime(j.endedAt) },
      { title: 'Files', value: (j) => formatCount(j.files), right: true },
      { title: 'Bytes', value: (j) => formatBytes(j.bytes), right: true },
      { title: 'Errors', value: (j) => formatCount(j.errors), right: true },
      { title: 'Status', value: (j) => statusWord(j.status), colour: (j) => statusColour(j.status) },
    ],
    paint,
  );
