/** One command script on the Director's machine: its codes filled in, announced, its lines in the Job log. */
import { type ByteString, type ProgramResult, runProgram, splitCommand } from '../../core/index.ts';
import type { MessageType } from '../messages/message.ts';
import { type JobCodes, substituteJobCodes } from './job-codes.ts';
import type { RunScript } from './script.ts';

export interface ScriptCommandOptions {
  readonly codes: () => JobCodes;
  readonly say: (type: MessageType, text: ByteString) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A dump may take hours, but a Job must end some day also where nobody cancels it. */
const TIMEOUT_SEC = 24 * 3600;

/** @param label stands before each of its lines: `BeforeJob`, `AfterJob` … */
export async function runScriptCommand(
  script: RunScript,
  label: string,
  { codes, say, signal }: ScriptCommandOptions,
  timeoutSec = TIMEOUT_SEC,
): Promise<ProgramResult> {
  const facts = codes();
  say('info', `shell command: run ${label} "${substituteJobCodes(script.text, facts)}"\n`);
  const words = splitCommand(script.text, (text) => substituteJobCodes(text, facts));
  return await runProgram(words, {
    timeoutMs: (script.timeoutSec ?? timeoutSec) * 1000,
    signal,
    onLine: (line) => say('info', `${label}: ${line}\n`),
  });
}
