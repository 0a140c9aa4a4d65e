/**
 * The queue itself: Jobs wait here until the policy lets them in. Event driven: a pass runs when a Job comes, ends,
 * is cancelled or changes its needs, never on a timer; passes asked for in one turn of the event loop are one.
 */
import { type Admitted, type JobNeeds, type QueueLimits, selectRunnable, type WaitReason } from './policy.ts';
import { WaitingList } from './waiting-list.ts';

/** A place among the running Jobs; disposing gives everything back. */
export interface Admission extends Disposable {
  readonly writeStorages: readonly string[];
  readonly readStorages: readonly string[];
  /** The Job has chosen of its storage groups: the places at the other Storages become free. */
  settleOn(chosen: { readonly writeStorages?: readonly string[]; readonly readStorages?: readonly string[] }): void;
}

export interface AdmitOptions {
  /** Aborting takes the Job out of the queue; `admit` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called each time the reason changes. */
  readonly onWaiting?: (reason: WaitReason) => void;
}

export interface JobQueue {
  /** Resolves when the Job may run. */
  admit(needs: JobNeeds, options?: AdmitOptions): Promise<Admission>;
  /** A Job that runs already, under another Director so far: it takes its places whatever the limits say. */
  seat(needs: JobNeeds): Admission;
  /** Call it after a reload: limits are asked anew at each pass. */
  reconsider(): void;
  /** JobIds in queue order. */
  waiting(): readonly { readonly jobId: number; readonly reason: WaitReason | undefined }[];
  /** JobIds in the order of their starts. */
  running(): readonly number[];
  /** How many running Jobs hold a Storage: the fact that storage policies ask for. */
  storageUse(name: string): number;
}

interface Waiting {
  readonly needs: JobNeeds;
  readonly admit: (admitted: Admitted) => void;
  readonly onWaiting: ((reason: WaitReason) => void) | undefined;
  reason: WaitReason | undefined;
}

/** An empty queue; `limits` is read at each pass, so that a reload counts at once. */
export function openJobQueue(limits: () => QueueLimits): JobQueue {
  const waiting = new WaitingList<Waiting>();
  let running: Admitted[] = [];
  let passDue = false;

  const reconsider = (): void => {
    if (passDue) return;
    passDue = true;
    queueMicrotask(pass);
  };

  function pass(): void {
    passDue = false;
    const entries = new Map<number, Waiting>();
    const { start, blocked, behind } = selectRunnable(needsOf(waiting, entries), running, limits());
    for (const admitted of start) {
      const entry = entries.get(admitted.needs.jobId);
      if (entry === undefined) continue;
      waiting.delete(entry);
      running.push(admitted);
      entry.admit(admitted);
    }
    for (const [jobId, reason] of blocked) tell(entries.get(jobId), reason);
    if (behind === undefined) return;
    for (const entry of waiting) if (!entries.has(entry.needs.jobId)) tell(entry, behind);
  }

  function admission(first: Admitted): Admission {
    let held: Admitted | undefined = first;
    const replace = (next: Admitted | undefined): void => {
      if (held === undefined) return;
      const old = held;
      running = next === undefined ? running.filter((a) => a !== old) : running.map((a) => (a === old ? next : a));
      held = next;
      reconsider();
    };
    return {
      writeStorages: first.writeStorages,
      readStorages: first.readStorages,
      settleOn: (chosen) => replace(held && { ...held, ...chosen }),
      [Symbol.dispose]: () => replace(undefined),
    };
  }

  return {
    admit: (needs, { signal, onWaiting } = {}) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const leave = (): void => {
          if (!waiting.delete(entry)) return;
          reject(signal?.reason);
          reconsider();
        };
        const entry: Waiting = {
          needs,
          reason: undefined,
          onWaiting,
          admit: (admitted) => {
            signal?.removeEventListener('abort', leave);
            resolve(admission(admitted));
          },
        };
        signal?.addEventListener('abort', leave, { once: true });
        waiting.add(entry);
        reconsider();
      }),
    seat: (needs) => {
      const { writeStorages, readStorages } = needs;
      const admitted = { needs, writeStorages, readStorages };
      running.push(admitted);
      return admission(admitted);
    },
    reconsider,
    waiting: () => [...waiting].map(({ needs, reason }) => ({ jobId: needs.jobId, reason })),
    running: () => running.map(({ needs }) => needs.jobId),
    storageUse: (name) => running.filter((a) => a.writeStorages.includes(name) || a.readStorages.includes(name)).length,
  };
}

/** The needs in order, remembering which entries the policy looked at. */
function* needsOf(waiting: Iterable<Waiting>, seen: Map<number, Waiting>): Iterable<JobNeeds> {
  for (const entry of waiting) {
    seen.set(entry.needs.jobId, entry);
    yield entry.needs;
  }
}

function tell(entry: Waiting | undefined, reason: WaitReason): void {
  if (entry === undefined || entry.reason === reason) return;
  entry.reason = reason;
  entry.onWaiting?.(reason);
}
