/** RunScript (07 §7): the block, and the short forms that stand for one. */
import type { ByteString } from '../../core/index.ts';
import type { Row } from '../table/index.ts';

export type RunsWhen =
  | 'Never'
  | 'Before'
  | 'After'
  | 'AfterVSS'
  | 'AfterSnapshot'
  | 'Always'
  | 'AtJobCompletion'
  | 'Queued';

/** Where a script runs. */
export type RunScriptTarget =
  | { readonly kind: 'director' }
  /** The Job's own Client. */
  | { readonly kind: 'client' }
  /** A Client named in the file. */
  | { readonly kind: 'named'; readonly name: ByteString };

export interface RunScript {
  readonly runsWhen: RunsWhen;
  readonly runsOnSuccess: boolean;
  readonly runsOnFailure: boolean;
  readonly failJobOnError: boolean;
  readonly target: RunScriptTarget;
  /** 15.x; 0: none given. */
  readonly timeoutSec: number;
  /** `console`: a command of our console, run in the Director. */
  readonly commandKind: 'program' | 'console';
  readonly command: ByteString;
  /** The short directive it was written as, canonical spelling: it labels the output. */
  readonly shortForm: ByteString | undefined;
}

export function runScripts(): Row<readonly RunScript[]> {
  return { entries: [], repeat: 'append', initial: [] };
}
