/**
 * Which release counts: one pointer in the store of the cluster, moved by a transaction that demands that it is where it was
 * last seen, so that of two operators one wins and the other hears it. Beside it the last commits, for the history.
 */
import type { Clock } from '../../core/index.ts';
import { CommitLostError, CommittedUnreadableError, CommitUnknownError } from './errors.ts';
import { isDigest } from './release/manifest.ts';

/** One release becoming the one that counts. Texts are display text. */
export interface Commit {
  /** From 1, one more each time. */
  readonly number: number;
  readonly digest: string;
  readonly by: string;
  readonly why: string;
  /** Ms since 1970, by the clock of whoever committed. */
  readonly atMs: number;
  /** `+ place`, `- place`, `~ place`; the first of them. */
  readonly changes: readonly string[];
  /** Of all of them. */
  readonly changed: number;
}

/** What is needed of the store of the cluster; `Dcs` of ha is one. */
export interface PointerStore {
  read(): Promise<PointerSnapshot>;
  /** What `read` leaves out. */
  archive(): Promise<PointerSnapshot>;
  change(change: {
    readonly when: readonly (
      | { readonly key: string; readonly absent: true }
      | { readonly key: string; readonly modRevision: bigint }
    )[];
    readonly writes: readonly (
      | { readonly key: string; readonly value: string }
      | { readonly key: string; readonly remove: true }
    )[];
  }): Promise<{ readonly applied: boolean }>;
}

export interface PointerSnapshot {
  readonly entries: ReadonlyMap<string, { readonly value: string; readonly modRevision: bigint }>;
}

const COMMITTED = 'configuration/committed';
/** Of the archive: nobody reads it all the time. */
const HISTORY = '~configuration/';
const historyKey = (number: number): string => HISTORY + String(number).padStart(12, '0');

const CHANGES_KEPT = 12;
const TEXT_MAX = 300;
const CHANGE_MAX = 120;

/** The pointer, and the history behind it. */
export async function readCommits(store: Pick<PointerStore, 'read' | 'archive'>): Promise<PointerSnapshot> {
  const { entries: archived } = await store.archive();
  const { entries } = await store.read();
  return { entries: new Map([...archived, ...entries]) };
}

/** Undefined: nothing was ever committed, so every node has its own files. */
export const committedIn = ({ entries }: PointerSnapshot): Commit | undefined =>
  parseCommit(entries.get(COMMITTED)?.value);

/** The newest first; of a snapshot with the archive. */
export function historyIn({ entries }: PointerSnapshot): readonly Commit[] {
  const commits = [...entries].flatMap(([key, { value }]) =>
    key.startsWith(HISTORY) ? (parseCommit(value) ?? []) : [],
  );
  return commits.sort((a, b) => b.number - a.number);
}

/** Of the commit that counts, or that counted before somebody took its record away; 0: there was none. */
export const lastNumberIn = (snapshot: PointerSnapshot): number =>
  committedIn(snapshot)?.number ?? historyIn(snapshot)[0]?.number ?? 0;

/** Releases that the history still names. */
export const digestsKept = (snapshot: PointerSnapshot, keep: number): readonly string[] => [
  ...new Set(
    historyIn(snapshot)
      .slice(0, keep)
      .map(({ digest }) => digest),
  ),
];

export interface NewCommit {
  readonly digest: string;
  readonly by: string;
  readonly why: string;
  readonly changes: readonly string[];
}

/**
 * Moves the pointer away from where it was in `seen`, which `readCommits` has read. `keep`: so many commits stay in the history.
 * @throws CommitLostError, CommitUnknownError
 */
export async function commit(
  store: PointerStore,
  clock: Pick<Clock, 'now'>,
  { seen, next, keep }: { readonly seen: PointerSnapshot; readonly next: NewCommit; readonly keep: number },
): Promise<Commit> {
  const previous = seen.entries.get(COMMITTED);
  const record: Commit = {
    number: lastNumberIn(seen) + 1,
    digest: next.digest,
    by: next.by.slice(0, TEXT_MAX),
    why: next.why.slice(0, TEXT_MAX),
    atMs: clock.now().getTime(),
    changes: next.changes.slice(0, CHANGES_KEPT).map((change) => change.slice(0, CHANGE_MAX)),
    changed: next.changes.length,
  };
  const value = JSON.stringify(record);
  const surplus = historyIn(seen).slice(keep - 1);
  try {
    const { applied } = await store.change({
      when: [
        previous === undefined
          ? { key: COMMITTED, absent: true }
          : { key: COMMITTED, modRevision: previous.modRevision },
      ],
      writes: [
        { key: COMMITTED, value },
        { key: historyKey(record.number), value },
        ...surplus.map(({ number }) => ({ key: historyKey(number), remove: true }) as const),
      ],
    });
    if (!applied) throw new CommitLostError(describe(await store.read().catch(() => undefined)));
    return record;
  } catch (error) {
    if (error instanceof CommitLostError) throw error;
    return await whatBecameOf(store, { value, record, cause: error });
  }
}

/** The answer was lost, the transaction perhaps not. */
async function whatBecameOf(
  store: PointerStore,
  { value, record, cause }: { readonly value: string; readonly record: Commit; readonly cause: unknown },
): Promise<Commit> {
  const now = await readCommits(store).catch(() => {
    throw new CommitUnknownError(cause);
  });
  if (now.entries.get(historyKey(record.number))?.value === value) return record;
  // It may still be under way: only where the place is taken it is certain to fail.
  if ((committedIn(now)?.number ?? 0) >= record.number) throw new CommitLostError(describe(now));
  throw new CommitUnknownError(cause);
}

const describe = (snapshot: PointerSnapshot | undefined): string | undefined => {
  const found = snapshot && committedIn(snapshot);
  return found && `${found.by} (number ${found.number})`;
};

/** What another version or a hand has written reads as nothing. */
function parseCommit(text: string | undefined): Commit | undefined {
  if (text === undefined) return undefined;
  try {
    const { number, digest, by, why, atMs, changes, changed } = JSON.parse(text) as Partial<Commit>;
    const isWhole =
      Number.isSafeInteger(number) &&
      isDigest(digest) &&
      [by, why].every((word) => typeof word === 'string') &&
      [atMs, changed].every((count) => typeof count === 'number') &&
      Array.isArray(changes) &&
      changes.every((change) => typeof change === 'string');
    return isWhole ? ({ number, digest, by, why, atMs, changes, changed } as Commit) : undefined;
  } catch {
    return undefined;
  }
}

/** As `committedIn`, but a record that cannot be read is not taken for none. @throws CommittedUnreadableError */
export function committedOrRefuse(snapshot: PointerSnapshot): Commit | undefined {
  const found = committedIn(snapshot);
  if (found === undefined && snapshot.entries.has(COMMITTED)) throw new CommittedUnreadableError();
  return found;
}
