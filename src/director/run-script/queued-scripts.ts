/**
 * `RunsWhen = Queued`: the Director's scripts that decide whether a Job may enter the queue (specification 08b §1.2).
 * Asked at once and then every 90 seconds: exit code 0 goes on, 2 cancels, 3 makes the Job the least urgent one and asks
 * again, anything else waits.
 */
import type { Clock } from '../../core/index.ts';
import type { RunScript } from './script.ts';
import { runScriptCommand, type ScriptCommandOptions } from './script-command.ts';

export interface QueuedScriptsOptions extends ScriptCommandOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The Job waits for a script from now on: status `v`. */
  readonly onWaiting: () => void;
}

export type QueuedVerdict =
  | { readonly kind: 'go'; readonly priority?: number }
  /** A script has asked for the Job's end. */
  | { readonly kind: 'cancel' };

const ASK_EVERY_MS = 90_000;
const TIMEOUT_SEC = 15;
const LEAST_URGENT = 9999;

/** Rejects with the signal's reason when the Job is cancelled meanwhile. */
export async function passQueuedScripts(
  scripts: readonly RunScript[],
  options: QueuedScriptsOptions,
): Promise<QueuedVerdict> {
  const queued = scripts.filter(({ when, target }) => when.includes('Queued') && target === 'director');
  let priority: number | undefined;
  let told = false;
  for (const script of queued) {
    for (;;) {
      options.signal.throwIfAborted();
      const result = await runScriptCommand(script, 'Queued', options, TIMEOUT_SEC);
      const code = result.kind === 'exited' ? result.code : 1;
      if (code === 0) break;
      if (code === 2) return { kind: 'cancel' };
      if (code === 3) {
        priority = LEAST_URGENT;
        options.say('info', 'Job Priority adjusted.\n');
      } else if (!told) {
        told = true;
        options.say('info', 'The Job will wait for user defined resources to be available.\n');
      }
      options.onWaiting();
      await options.clock.sleep(ASK_EVERY_MS, options.signal);
    }
  }
  if (queued.length > 0) options.say('info', 'User defined resources are available.\n');
  return { kind: 'go', ...(priority !== undefined && { priority }) };
}
