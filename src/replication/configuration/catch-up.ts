/**
 * A node that was away, or was killed between the commit and its own switch, comes to the committed release by itself: at its
 * start, and whenever the pointer moves. Until it has it, it must not begin to lead. A Director that leads already goes on.
 */
import type { Clock, Logger } from '../../core/index.ts';
import { describeError } from '../../core/index.ts';
import {
  type Commit,
  committedIn,
  committedOrRefuse,
  digestsKept,
  type PointerSnapshot,
  type PointerStore,
  readCommits,
} from './commit.ts';
import { CatchUpError } from './errors.ts';
import type { LocalNode } from './node/local-node.ts';
import type { ConfigurationNode, Switched } from './node/node.ts';

export interface FollowerOptions {
  readonly store: Pick<PointerStore, 'read' | 'archive'>;
  readonly local: LocalNode;
  /** Whom the release may be fetched from, in this order. */
  readonly peers: readonly ConfigurationNode[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Releases that are kept. */
  readonly keep: number;
  /** Between two attempts. */
  readonly retryMs?: number;
  /** This node has come to another commit, and may lead now. */
  readonly changed?: () => void;
}

const RETRY_MS = 5_000;

export class ConfigurationFollower implements AsyncDisposable {
  readonly #options: FollowerOptions;
  readonly #ending = new AbortController();
  /** The last commit that this node has switched to, to its end. */
  #reached: Commit | undefined;
  #wanted: Commit | undefined;
  #following: Promise<void> | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Nothing was ever committed, or this node has what is. Costs nothing; ask it before each candidacy. */
  mayLead(snapshot: PointerSnapshot): boolean {
    try {
      const committed = committedOrRefuse(snapshot);
      return committed === undefined || committed.digest === this.#reached?.digest;
    } catch {
      return false;
    }
  }

  /** A new snapshot of the store: where the pointer has moved, the node follows in the background. */
  take(snapshot: PointerSnapshot): void {
    const committed = committedIn(snapshot);
    if (committed === undefined || committed.number === this.#reached?.number) return;
    this.#wanted = committed;
    this.#following ??= this.#follow().finally(() => {
      this.#following = undefined;
    });
  }

  /**
   * Once, now. Resolves to the commit that this node is at; undefined: nothing was ever committed.
   * @throws CatchUpError where nobody has the release, or this node cannot read it; whatever the store throws
   */
  async catchUp(): Promise<Commit | undefined> {
    const { store, local, logger, keep } = this.#options;
    const snapshot = await readCommits(store);
    const commit = committedOrRefuse(snapshot);
    if (commit === undefined) return undefined;
    const wasHere = await this.#obtain(commit);
    const { usable, problems } = await local.check(commit.digest);
    if (!usable) throw new CatchUpError(commit.digest, ['this Understudy cannot read it', ...problems.slice(0, 3)]);
    const switched = await local.switchTo(commit, { keep: digestsKept(snapshot, keep) });
    if (!switched.overtaken) this.#reached = commit;
    this.#options.changed?.();
    if (switched.changed || !wasHere) tell(logger, commit, switched);
    return commit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { clock, logger, retryMs = RETRY_MS } = this.#options;
    while (!this.#ending.signal.aborted && this.#wanted?.number !== this.#reached?.number) {
      try {
        await this.catchUp();
      } catch (error) {
        logger.warn({ err: error }, 'This node does not have the committed configuration yet');
        await clock.sleep(retryMs, this.#ending.signal).catch(() => {});
      }
    }
  }

  /** From the first peer that has it; true: it was here. */
  async #obtain({ digest, number }: Commit): Promise<boolean> {
    const { local, peers } = this.#options;
    if (await local.store.holds(digest)) return true;
    const failures: string[] = peers.length === 0 ? ['no Peer is configured'] : [];
    for (const peer of peers) {
      if (this.#ending.signal.aborted) break;
      try {
        const release = await peer.fetch(digest);
        if (release !== undefined) {
          await local.stage(release, number);
          return false;
        }
        failures.push(`${peer.name} does not have it`);
      } catch (error) {
        failures.push(`${peer.name}: ${describeError(error)}`);
      } finally {
        await peer.hangUp?.();
      }
    }
    throw new CatchUpError(digest, failures);
  }
}

function tell(logger: Logger, { number, digest, by }: Commit, { drift, reloaded }: Switched): void {
  const facts = { number, digest, by, reloaded: reloaded.kind };
  logger.info(facts, 'This node has switched to the committed configuration');
  if (drift.length > 0)
    logger.warn({ ...facts, files: drift }, 'Files of this node differ from it and were left as they are');
}
