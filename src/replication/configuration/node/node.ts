/**
 * A node as whoever applies a configuration sees it: this one, or another one at the end of a wire. Every call is safe to
 * repeat, and bounded in time.
 */
import type { Commit } from '../commit.ts';
import type { Release } from '../release/manifest.ts';
import type { Drift } from './working-copy.ts';

export interface NodeStatus {
  readonly name: string;
  /** Of the program. */
  readonly version: string;
  /** What `current` leads to; undefined: nothing yet. */
  readonly current: string | undefined;
  /** The number of the commit that it switched to last; 0: none. */
  readonly number: number;
  /** Digests that it keeps. */
  readonly releases: readonly string[];
  /** Why the release in use cannot be trusted; undefined: it is whole. */
  readonly damaged: string | undefined;
  /** Files in their places that differ from the release in use. */
  readonly drift: readonly Drift[];
}

export interface NodeVerdict {
  readonly usable: boolean;
  /** As a compiler shows them, secrets masked. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** What became of the Director that runs there. */
export type Reloaded =
  | { readonly kind: 'reloaded' }
  /** None runs there, as on a standby: it reads the release when it starts. */
  | { readonly kind: 'notRunning' }
  | { readonly kind: 'refused'; readonly why: string };

export interface Switched {
  /** False: it was there already. */
  readonly changed: boolean;
  /** A later commit was there first: nothing was done. */
  readonly overtaken: boolean;
  readonly reloaded: Reloaded;
  readonly drift: readonly Drift[];
}

export interface SwitchOptions {
  /** Files that were changed there are replaced too; what they held is kept beside them. */
  readonly overwrite?: boolean;
  /** Releases besides this one that stay; left out: all of them. */
  readonly keep?: readonly string[];
}

export interface ConfigurationNode {
  readonly name: string;
  status(): Promise<NodeStatus>;
  /**
   * Whole and on disk when it resolves, and kept until a commit that follows the one of this number is switched to here: it may be
   * that one. Nothing is switched.
   */
  stage(release: Release, behind: number): Promise<void>;
  /** Reads the staged release as the node's Director would. */
  check(digest: string): Promise<NodeVerdict>;
  switchTo(commit: Commit, options?: SwitchOptions): Promise<Switched>;
  /** Undefined: it does not have it. */
  fetch(digest: string): Promise<Release | undefined>;
  /** Nothing more is asked for the moment. */
  hangUp?(): Promise<void>;
}
