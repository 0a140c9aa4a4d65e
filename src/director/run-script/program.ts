/**
 * Runs one command of the configuration: split into words with quotes honoured, no shell (specification 07 §7), in a
 * process group of its own, so that it can be ended with everything it started. Bounded in time and in output.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type ByteString, byteStringToBytes, bytesToByteString } from '../../core/index.ts';

export interface ProgramOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Written to its standard input, which is then closed. */
  readonly input?: ByteString | undefined;
  /** Each line of its standard output and error, without the newline. */
  readonly onLine?: ((line: ByteString) => void) | undefined;
}

export type ProgramResult =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'timedOut'; readonly afterMs: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'notStarted'; readonly why: string };

export async function runProgram(_command: ByteString, _options: ProgramOptions): Promise<ProgramResult> {
  throw new Error('not yet');
}
