/** The waiting Jobs in queue order: by priority, first come first served inside one. */
import type { JobNeeds } from './policy.ts';

export class WaitingList<T extends { readonly needs: JobNeeds }> implements Iterable<T> {
  /** One Map for each priority: a Map keeps the order of arrival, and forgets a Job in constant time. */
  readonly #byPriority = new Map<number, Map<number, T>>();
  #priorities: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(entry: T): void {
    const { jobId, priority } = entry.needs;
    let row = this.#byPriority.get(priority);
    if (row === undefined) {
      row = new Map();
      this.#byPriority.set(priority, row);
      this.#priorities = [...this.#priorities, priority].sort((a, b) => a - b);
    }
    if (!row.has(jobId)) this.#size++;
    row.set(jobId, entry);
  }

  delete(entry: T): boolean {
    const { jobId, priority } = entry.needs;
    const row = this.#byPriority.get(priority);
    if (row?.delete(jobId) !== true) return false;
    this.#size--;
    if (row.size === 0) {
      this.#byPriority.delete(priority);
      this.#priorities = this.#priorities.filter((p) => p !== priority);
    }
    return true;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const priority of this.#priorities) yield* this.#byPriority.get(priority)?.values() ?? [];
  }
}
