/** How many running Jobs hold each resource: the counters that the queue's policy takes from. */
import type { Admitted, JobNeeds, QueueLimits, WaitReason } from './policy.ts';

/** Counters by resource name, for one pass over the queue. */
export class ResourceCounts {
  total = 0;
  readonly #jobs = new Map<string, number>();
  readonly #clients = new Map<string, number>();
  readonly #storages = new Map<string, number>();
  readonly #readers = new Map<string, number>();

  /** Takes all that the Job needs, or nothing and says what was missing. */
  take(needs: JobNeeds, limits: QueueLimits): Admitted | WaitReason {
    if (this.total >= limits.director) return 'd';
    const readStorages = needs.readStorages.filter((name) => this.#mayRead(name, needs, limits));
    if (needs.readStorages.length > 0 && readStorages.length === 0) return 's';
    const writeStorages = needs.writeStorages.filter((name) => this.#mayWrite(name, readStorages, limits));
    if (needs.writeStorages.length > 0 && writeStorages.length === 0) return 's';
    if (needs.client !== undefined && count(this.#clients, needs.client) >= limits.client(needs.client)) return 'c';
    if (count(this.#jobs, needs.job) >= limits.job(needs.job)) return 'j';
    const admitted = { needs, writeStorages, readStorages };
    this.add(admitted);
    return admitted;
  }

  add(admitted: Admitted): void {
    this.total += 1;
    bump(this.#jobs, admitted.needs.job);
    if (admitted.needs.client !== undefined) bump(this.#clients, admitted.needs.client);
    for (const name of admitted.readStorages) {
      bump(this.#storages, name);
      bump(this.#readers, name);
    }
    for (const name of admitted.writeStorages) bump(this.#storages, name);
  }

  #mayRead(name: string, needs: JobNeeds, limits: QueueLimits): boolean {
    const limit = limits.storage(name);
    if (count(this.#storages, name) >= limit.jobs) return false;
    const readers = count(this.#readers, name);
    return needs.isRestore || limit.readJobs === 0 || readers === 0 || readers < limit.readJobs;
  }

  /** A Job that reads and writes on one Storage needs two places there. */
  #mayWrite(name: string, readStorages: readonly string[], limits: QueueLimits): boolean {
    const reading = readStorages.includes(name) ? 1 : 0;
    return count(this.#storages, name) + reading < limits.storage(name).jobs;
  }
}

const count = (counts: ReadonlyMap<string, number>, name: string): number => counts.get(name) ?? 0;

const bump = (counts: Map<string, number>, name: string): void => {
  counts.set(name, count(counts, name) + 1);
};
