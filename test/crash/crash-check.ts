/**
 * What must hold after every kill: each Job that was reported good gives back all its files, through the daemon and from
 * the files. A Job whose Volumes have not been touched since it was found good is not read again, but for the last check.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CrashJob } from './crash-job.ts';
import type { CrashStorage } from './crash-storage.ts';
import { compareSums } from './file-sums.ts';
import { bootstrapOf, readFromFiles, readThroughDaemon } from './read-back.ts';

export interface CheckOutcome {
  /** Sentences about Jobs. */
  readonly lost: readonly string[];
  /** Jobs that were read back. */
  readonly checked: number;
  /** Of these; each was read twice. */
  readonly bytes: number;
}

const JOBS_A_RESTORE = 50;

export class CrashCheck {
  readonly #storage: CrashStorage;
  readonly #nextJobId: () => number;
  /** What the Volumes of a Job looked like when it was found good. */
  readonly #good = new Map<number, string>();

  constructor(storage: CrashStorage, nextJobId: () => number) {
    this.#storage = storage;
    this.#nextJobId = nextJobId;
  }

  /** `all`: also those whose Volumes are as they were. */
  async check(jobs: readonly CrashJob[], all = false): Promise<CheckOutcome> {
    const states = new Map<number, string>();
    const due: CrashJob[] = [];
    for (const job of jobs) {
      const state = await this.#state(job);
      states.set(job.jobId, state);
      if (all || this.#good.get(job.jobId) !== state) due.push(job);
    }
    const lost: string[] = [];
    for (let at = 0; at < due.length; at += JOBS_A_RESTORE) {
      lost.push(...(await this.#read(due.slice(at, at + JOBS_A_RESTORE), states)));
    }
    return { lost, checked: due.length, bytes: due.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  async #read(jobs: readonly CrashJob[], states: ReadonlyMap<number, string>): Promise<string[]> {
    const lost: string[] = [];
    const restored = await readThroughDaemon(jobs, this.#storage, this.#nextJobId());
    for (const job of jobs) {
      const { jobId, sums } = job;
      const inFiles = compareSums(sums, await readFromFiles(job, this.#storage).catch(() => new Map()));
      const inRestore = compareSums(sums, restored.get(jobId) ?? new Map());
      if (inFiles !== undefined) lost.push(`JobId ${jobId}, from its Volumes: ${inFiles}`);
      if (inRestore !== undefined) lost.push(`JobId ${jobId}, through the daemon: ${inRestore}`);
      if (inFiles === undefined && inRestore === undefined) this.#good.set(jobId, states.get(jobId) ?? '');
    }
    return lost;
  }

  async #state(job: CrashJob): Promise<string> {
    const volumes = bootstrapOf(job, this.#storage.catalog).flatMap((part) => part.volumes);
    const states = volumes.map(async (volume) => {
      const found = await stat(join(this.#storage.volumes, volume), { bigint: true }).catch(() => undefined);
      return `${volume} ${found?.ino} ${found?.size} ${found?.mtimeNs}`;
    });
    return (await Promise.all(states)).join();
  }
}
