/** What the failover bench asks of a cluster of three, ours or another one: where it writes, and how it is hurt. */
import type { TestHost } from '../hosts.ts';

export interface ContenderNode {
  readonly host: TestHost;
  /** Where its PostgreSQL listens. */
  readonly port: number;
  /** After its power came back: everything that ran there runs again. */
  start(): Promise<void>;
  /** SIGKILL of the Director alone; undefined: this contender has none. */
  readonly killDirector?: () => Promise<void>;
  /** Whether a Director leads here, and answers itself; undefined: this contender has none. */
  readonly directorAnswers?: (limitMs: number) => Promise<boolean>;
}

export interface ContenderCluster extends AsyncDisposable {
  readonly name: string;
  readonly nodes: readonly ContenderNode[];
  readonly login: { readonly user: string; readonly password: string; readonly database: string };
  /** Resolves when it was ordered and done. */
  switchover(from: ContenderNode, to: ContenderNode): Promise<void>;
  /** Whether all three hold the data and follow. */
  isWhole(): Promise<boolean>;
  /** For the reader of a run that went wrong. */
  log(): string;
}
