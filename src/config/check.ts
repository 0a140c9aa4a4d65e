/** `understudy check FILE`: the verdict on a configuration file, for people and for programs. */
import type { Problem } from './problem.ts';

export type ConfigurationKind = 'director' | 'storage' | 'client' | 'console' | 'understudy';

export interface CheckOptions {
  /** What the file is; otherwise its resources tell. */
  readonly as?: ConfigurationKind;
  /** Also show the resolved configuration, secrets masked. */
  readonly show?: boolean;
}

export interface Verdict {
  readonly kind: ConfigurationKind | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** 0: usable, warnings or not; 1: problems. */
  readonly exitCode: 0 | 1;
  /** For people: problems as a compiler shows them, the verdict, and the configuration where it was asked for. */
  readonly text: string;
  /** For programs: the same as one value for JSON.stringify. */
  readonly json: unknown;
}

export async function checkConfiguration(_file: string, _options: CheckOptions = {}): Promise<Verdict> {
  throw new Error('not yet');
}
