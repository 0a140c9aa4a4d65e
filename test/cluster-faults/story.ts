/** What befalls a cluster, as data: how it is struck and healed, and what has to come of it. */
import type { FaultCluster, FaultNode } from './fault-cluster.ts';

/**
 * Which cluster a story is told on; those of one kind share one. `spare`: with a fourth node that has not joined; `configuration`:
 * the nodes bring each other the shared configuration; each story of these has its own. `asynchronous`: no commit waits for a standby.
 */
export type Ground = 'failsafe' | 'no-failsafe' | 'clocks' | 'asynchronous' | 'spare' | 'configuration';

export interface Scene {
  readonly cluster: FaultCluster;
  /** Who held the Catalog, and the Director, before the blow. */
  readonly leader: FaultNode;
  readonly others: readonly [FaultNode, FaultNode];
  /** Another node than the leader accepts writes. */
  successor(): Promise<void>;
  /** Somebody has accepted so many more writes from now on. */
  writing(rows?: number): Promise<void>;
  /** Nobody has accepted a write for so long. */
  silent(ms: number): Promise<void>;
  /** A node has said it since the blow, in its log. */
  said(words: RegExp): Promise<void>;
}

export interface Expectations {
  /**
   * `none`: neither office changes hands, not even its epoch; `bounded`: somebody writes, and a Director leads, again within
   * the bound of the story's fault alone; `until-healed`: within the bound of the healing.
   */
  readonly outage: 'none' | 'bounded' | 'until-healed';
  /** In place of the usual bound. */
  readonly boundMs?: number;
  /** Each is in the log of some node, or `understudy cluster` shows it before the healing. */
  readonly says?: readonly RegExp[];
  /** What applications wrote last may be gone: nobody had confirmed it. Of Jobs nothing may be. */
  readonly mayLose?: boolean;
  /** The Job that ran at the blow may have to be run anew. */
  readonly jobEnds?: RegExp;
}

export interface Story {
  readonly name: string;
  readonly title: string;
  readonly ground: Ground;
  /** Resolves when the cluster has had its time with it. */
  strike(scene: Scene): Promise<void>;
  heal(scene: Scene): Promise<void>;
  readonly expect: Expectations;
}
