/** Waits for a Job, shows how it goes, and tells by the exit code how it ended. */
import type { Api } from './connection/api.ts';
import { ConnectionLostError } from './errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { paint } from './render/colour.ts';
import { formatBytes, formatCount, formatDuration, formatFiles } from './render/figures.ts';
import { isGood, statusColour, statusWord, typeWord } from './render/job-words.ts';
import { openProgress, type ProgressFigures } from './render/progress.ts';
import { openRateMeter } from './render/rate-meter.ts';
import type { Terminal } from './terminal.ts';

export interface Queued {
  readonly jobId: number;
  readonly job: string;
}
export interface Finished extends Queued {
  readonly type: string;
  readonly status: string;
  readonly files: number;
  readonly bytes: number;
  readonly errors: number;
  readonly startedAt: string;
  readonly endedAt: string;
}
type JobEvent =
  | { readonly kind: 'progress'; readonly job: ProgressFigures }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'finished'; readonly job: Finished }
  | { readonly kind: 'alive' };

/** The Director says something every two seconds. */
const SILENCE_MS = 60_000;

/** What was queued, and with `wait` how it ended, in the form that was asked for. */
export async function reportQueued(
  api: Api,
  queued: Queued,
  { wait, json }: { wait: boolean; json: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  if (!wait) {
    await terminal.out(json ? `${JSON.stringify(queued)}\n` : `Job queued. JobId=${queued.jobId}\n`);
    return EXIT.ok;
  }
  if (!json) terminal.note(`Job queued. JobId=${queued.jobId}\n`);
  const finished = await follow(api, queued.jobId, json, terminal);
  if (finished === undefined) {
    terminal.note(`JobId ${queued.jobId} goes on; "understudy cancel ${queued.jobId}" would end it\n`);
    return EXIT.interrupted;
  }
  await terminal.out(json ? `${JSON.stringify(finished)}\n` : `${verdict(finished, terminal)}\n`);
  if (isGood(finished.status)) return EXIT.ok;
  // A Job that ends at once has said why before anybody could follow it.
  if (!json) terminal.note(`"understudy list joblog ${queued.jobId}" tells why\n`);
  return EXIT.failed;
}

function verdict(job: Finished, terminal: Terminal): string {
  const seconds = (Date.parse(job.endedAt) - Date.parse(job.startedAt)) / 1000;
  const errors = job.errors === 0 ? '' : `, ${formatCount(job.errors)} errors`;
  const words = `${typeWord(job.type)} ${statusWord(job.status)}`;
  const text = paint(terminal.colours)(words, statusColour(job.status));
  return `JobId ${job.jobId} ${text}: ${formatFiles(job.files)}, ${formatBytes(job.bytes)} in ${formatDuration(seconds)}${errors}`;
}

/** Undefined: somebody pressed Ctrl-C; the Job goes on. */
async function follow(api: Api, jobId: number, quiet: boolean, terminal: Terminal): Promise<Finished | undefined> {
  const progress = openProgress(terminal, () => performance.now());
  const meter = openRateMeter();
  const call = {
    method: 'GET',
    path: `/jobs/${jobId}/events`,
    query: { currentFile: terminal.redraws && !quiet },
  } as const;
  try {
    for await (const event of api.lines<JobEvent>(call, SILENCE_MS, terminal.signal)) {
      if (event.kind === 'finished') return event.job;
      if (quiet) continue;
      if (event.kind === 'progress') {
        const { bytes, bytesPerSecond } = event.job;
        progress.show({ ...event.job, bytesPerSecond: meter.measure(bytes, performance.now()) ?? bytesPerSecond });
      }
      if (event.kind === 'message') progress.line(event.text.trimEnd());
    }
  } catch (error) {
    if (terminal.signal.aborted) return undefined;
    throw error;
  } finally {
    progress.end();
  }
  throw new ConnectionLostError(`JobId ${jobId}`);
}
