/** Runs the Director's own scripts of a Job at one moment of its life. */
import type { ByteString } from '../../core/index.ts';
import type { MessageType } from '../messages/message.ts';
import type { JobCodes } from './job-codes.ts';
import type { RunScript, ScriptMoment } from './script.ts';

export interface DirectorScriptsOptions {
  readonly moment: ScriptMoment;
  /** The Job's status now: decides between RunsOnSuccess and RunsOnFailure. */
  readonly status: string;
  /** Asked anew for each script. */
  readonly codes: () => JobCodes;
  readonly say: (type: MessageType, text: ByteString) => void;
  /** Cancelling the Job ends the running script with its whole process group. */
  readonly signal?: AbortSignal | undefined;
  /** Runs a console command and returns what it printed; rejects where it cannot. */
  readonly console?: ((command: ByteString) => Promise<ByteString>) | undefined;
}

/** `failed`: a script ended badly whose FailJobOnError counts; the Job must not go on. */
export async function runDirectorScripts(
  _scripts: readonly RunScript[],
  _options: DirectorScriptsOptions,
): Promise<'ok' | 'failed'> {
  throw new Error('not yet');
}
