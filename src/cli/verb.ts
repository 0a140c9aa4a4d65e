/** One subcommand: what it is called, what its help says, what it does. */
import type { ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export interface Verb {
  /** Its lines of help, the first one being `understudy <verb> …`. */
  readonly usage: string;
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}
