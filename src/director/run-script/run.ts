/** Runs the Director's own scripts of a Job at one moment of its life (specification 07 §7, 08b §9.7). */
import { type ByteString, describeError, programFault, toByteString } from '../../core/index.ts';
import type { MessageType } from '../messages/message.ts';
import { type JobCodes, substituteJobCodes } from './job-codes.ts';
import type { RunScript, ScriptMoment } from './script.ts';
import { runScriptCommand } from './script-command.ts';

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

const LABELS: Readonly<Record<ScriptMoment, string>> = {
  Before: 'BeforeJob',
  After: 'AfterJob',
  AfterVSS: 'AfterVSS',
  AtJobCompletion: 'AtJobCompletion',
  Queued: 'Queued',
};

/** `failed`: a Before script ended badly and FailJobOnError counts, so the Job must not go on. */
export async function runDirectorScripts(
  scripts: readonly RunScript[],
  options: DirectorScriptsOptions,
): Promise<'ok' | 'failed'> {
  for (const script of dueScripts(scripts, options.moment, options.status)) {
    const fault = await runOne(script, options);
    if (fault === undefined) continue;
    const fatal = script.failJobOnError && options.moment === 'Before';
    const label = LABELS[options.moment];
    options.say(
      fatal ? 'error' : 'warning',
      `Runscript: ${label} returned non-zero status=${fault.status}. ERR=${fault.why}\n`,
    );
    if (fatal) return 'failed';
  }
  return 'ok';
}

/** The Director's scripts of this moment that RunsOnSuccess and RunsOnFailure let through, in their order. */
export function dueScripts(scripts: readonly RunScript[], moment: ScriptMoment, status: string): readonly RunScript[] {
  const good = SUCCESS[moment].includes(status);
  return scripts.filter(
    (script) =>
      // A console command is always the Director's.
      (script.target === 'director' || script.kind === 'console') &&
      script.when.includes(moment) &&
      (good ? script.onSuccess : script.onFailure),
  );
}

const SUCCESS: Readonly<Record<ScriptMoment, string>> = {
  Before: 'CR',
  Queued: 'CR',
  AfterVSS: 'R',
  AtJobCompletion: 'TW',
  After: 'TW',
};

interface Fault {
  readonly status: number;
  readonly why: string;
}

const runOne = (script: RunScript, options: DirectorScriptsOptions): Promise<Fault | undefined> =>
  script.kind === 'console' ? runConsole(script, options) : runCommand(script, options);

async function runCommand(script: RunScript, options: DirectorScriptsOptions): Promise<Fault | undefined> {
  const result = await runScriptCommand(script, LABELS[options.moment], options);
  const why = programFault(result);
  return why === undefined ? undefined : { status: result.kind === 'exited' ? result.code : 1, why: toByteString(why) };
}

async function runConsole(script: RunScript, options: DirectorScriptsOptions): Promise<Fault | undefined> {
  const text = substituteJobCodes(script.text, options.codes());
  options.say('info', `console command: run ${LABELS[options.moment]} "${text}"\n`);
  if (options.console === undefined) return { status: 1, why: 'Console commands cannot be run here' };
  try {
    for (const line of (await options.console(text)).split('\n')) {
      if (line !== '') options.say('info', `${LABELS[options.moment]}: ${line}\n`);
    }
    return undefined;
  } catch (error) {
    return { status: 1, why: toByteString(describeError(error)) };
  }
}
