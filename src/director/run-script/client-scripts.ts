/**
 * Which scripts the File Daemon is told to run, and in which words (specification 02 §7). The command goes as it
 * stands in the configuration: the File Daemon replaces the `%` codes itself.
 */
import type { ByteString } from '../../core/index.ts';
import type { RunScript, ScriptMoment } from './script.ts';

export type ClientScript =
  /** The short forms: `RunBeforeJob`, run at once, and `RunAfterJob`. */
  | { readonly kind: 'runBeforeJob' | 'runAfterJob'; readonly command: ByteString }
  | {
      readonly kind: 'run';
      readonly onSuccess: boolean;
      readonly onFailure: boolean;
      readonly abortOnError: boolean;
      /** 1 after, 2 before, 4 after the snapshot. */
      readonly when: number;
      readonly command: ByteString;
    }
  /** Runs the stored Before scripts; follows where at least one `run` was sent. */
  | { readonly kind: 'runBeforeNow' };

// AtJobCompletion means After to a File Daemon, and 9.6.7 knows no other number for it. Queued never goes there.
const WHEN_BITS: Readonly<Record<ScriptMoment, number>> = {
  After: 1,
  Before: 2,
  AfterVSS: 4,
  AtJobCompletion: 1,
  Queued: 0,
};

/** What to send after `storage` and before `accurate`, in this order. */
export function clientScripts(scripts: readonly RunScript[]): readonly ClientScript[] {
  const toSend: ClientScript[] = [];
  for (const script of scripts) {
    if (script.target !== 'client' || script.kind !== 'command') continue;
    const when = script.when.reduce((bits, moment) => bits | WHEN_BITS[moment], 0);
    if (when === 0) continue;
    toSend.push(script.shortForm ? shortForm(script, when) : newForm(script, when));
  }
  return toSend.some(({ kind }) => kind === 'run') ? [...toSend, { kind: 'runBeforeNow' }] : toSend;
}

const shortForm = (script: RunScript, when: number): ClientScript => ({
  kind: when === WHEN_BITS.Before ? 'runBeforeJob' : 'runAfterJob',
  command: script.text,
});

const newForm = (script: RunScript, when: number): ClientScript => ({
  kind: 'run',
  onSuccess: script.onSuccess,
  onFailure: script.onFailure,
  abortOnError: script.failJobOnError,
  when,
  command: script.text,
});
