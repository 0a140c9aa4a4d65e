/** A RunScript as the Director's runner sees it: what to run, where, and when. */
import type { ByteString } from '../../core/index.ts';

export type ScriptMoment = 'Before' | 'AfterVSS' | 'AtJobCompletion' | 'After' | 'Queued';

export interface RunScript {
  /** `Always` is Before and After. Empty: never. */
  readonly when: readonly ScriptMoment[];
  readonly onSuccess: boolean;
  readonly onFailure: boolean;
  readonly failJobOnError: boolean;
  readonly target: 'director' | 'client';
  /** A command line for the Director's or the Client's machine, or a console command. */
  readonly kind: 'command' | 'console';
  readonly text: ByteString;
  readonly timeoutSec?: number;
  /** Written as `Client Run Before Job` or `Client Run After Job`: sent to the Client in the old way. */
  readonly shortForm: boolean;
}
