/**
 * Scripts that the Director has this Client run (specification 02 §7): without a shell, bounded in time and output,
 * what they print goes into the Job log. The `%` codes are filled in here, not by the Director.
 */
import { type ByteString, programFault, runProgram, splitCommand, toByteString } from '../../../core/index.ts';
import type { MessageType } from '../../../protocol/index.ts';

/** Bits of `When=`. */
const WHEN = { after: 1, before: 2, afterSnapshot: 4, atCompletion: 8 } as const;

export interface ClientScript {
  readonly command: ByteString;
  readonly when: number;
  readonly onSuccess: boolean;
  readonly onFailure: boolean;
  readonly failJobOnError: boolean;
  /** Stands before its lines in the Job log; the short directives have names of their own. */
  readonly label?: string;
}

export type ScriptMoment = 'before' | 'afterSnapshot' | 'after';

const MOMENT_BITS: Readonly<Record<ScriptMoment, number>> = {
  before: WHEN.before,
  afterSnapshot: WHEN.afterSnapshot,
  after: WHEN.after | WHEN.atCompletion,
};
const LABELS: Readonly<Record<ScriptMoment, string>> = {
  before: 'ClientBeforeJob',
  afterSnapshot: 'ClientAfterVSS',
  after: 'ClientAfterJob',
};
/** A dump may take hours, but a Job must end some day also where nobody cancels it. */
const TIMEOUT_MS = 24 * 3600 * 1000;

export interface ScriptContext {
  /** Has the Job gone well so far? */
  readonly good: boolean;
  /** What a code (`j`) stands for; undefined: it stays as it is. */
  readonly code: (letter: string) => string | number | undefined;
  readonly say: (type: MessageType, text: ByteString) => void;
  readonly signal?: AbortSignal;
  /** Only scripts from below these folders; empty: from anywhere. */
  readonly allowedDirectories: readonly ByteString[];
}

/** `failed`: a script ended badly, and is one that the Job depends on. */
export async function runScripts(
  scripts: readonly ClientScript[],
  moment: ScriptMoment,
  context: ScriptContext,
): Promise<'ok' | 'warned' | 'failed'> {
  let verdict: 'ok' | 'warned' = 'ok';
  for (const script of scripts) {
    if (!isDue(script, moment, context.good)) continue;
    const label = script.label ?? LABELS[moment];
    const fault = await runOne(script, label, context);
    if (fault === undefined) continue;
    context.say(
      script.failJobOnError ? 'error' : 'warning',
      `Runscript: ${label} returned non-zero status. ERR=${fault}\n`,
    );
    if (script.failJobOnError) return 'failed';
    verdict = 'warned';
  }
  return verdict;
}

const isDue = ({ when, onSuccess, onFailure }: ClientScript, moment: ScriptMoment, good: boolean): boolean =>
  (when & MOMENT_BITS[moment]) !== 0 && (moment !== 'after' || (good ? onSuccess : onFailure));

/** Undefined: it ended well. */
async function runOne(script: ClientScript, label: string, context: ScriptContext): Promise<ByteString | undefined> {
  const substitute = (text: ByteString): ByteString => substituteCodes(text, context.code);
  context.say('info', `shell command: run ${label} "${substitute(script.command)}"\n`);
  const words = splitCommand(script.command, substitute);
  if (!isAllowed(words[0] ?? '', context.allowedDirectories)) {
    return 'Child not started: it is outside of the Allowed Script Directories';
  }
  const result = await runProgram(words, {
    timeoutMs: TIMEOUT_MS,
    ...(context.signal && { signal: context.signal }),
    onLine: (line) => context.say('info', `${label}: ${line}\n`),
  });
  const fault = programFault(result);
  return fault === undefined ? undefined : toByteString(fault);
}

/** Unknown codes stay as they are. */
export const substituteCodes = (text: ByteString, code: ScriptContext['code']): ByteString =>
  text.replace(/%(.)/g, (whole, letter: string) => (letter === '%' ? '%' : String(code(letter) ?? whole)));

/** `..` could climb out of an allowed folder; a bare name is looked for along PATH, which may lead anywhere. */
function isAllowed(program: ByteString, directories: readonly ByteString[]): boolean {
  if (directories.length === 0) return true;
  if (program.split('/').includes('..')) return false;
  return directories.some((directory) => program.startsWith(directory.endsWith('/') ? directory : `${directory}/`));
}

/** The old commands `RunBeforeJob` and `RunAfterJob`. */
export const BEFORE_JOB = { when: WHEN.before, label: 'ClientRunBeforeJob' } as const;
export const AFTER_JOB = { when: WHEN.after, label: 'ClientRunAfterJob' } as const;
