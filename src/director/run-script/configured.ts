/** From the RunScripts of a Job resource to what the runner and the wire need. */
import type { RunScript as ConfiguredScript, RunsWhen } from '../../config/index.ts';
import type { RunScript, ScriptMoment } from './script.ts';

const MOMENTS: Readonly<Record<RunsWhen, readonly ScriptMoment[]>> = {
  Never: [],
  Before: ['Before'],
  After: ['After'],
  Always: ['Before', 'After'],
  AfterVSS: ['AfterVSS'],
  AfterSnapshot: ['AfterVSS'],
  AtJobCompletion: ['AtJobCompletion'],
  Queued: ['Queued'],
};

/** Only these two are sent to a Client in the old way. */
const isClientShortForm = (name: string | undefined): boolean =>
  /^client\s*run\s*(before|after)\s*job$/i.test(name ?? '');

/** A script for another Client by name runs on the Job's own: there is no conversation with any other. */
export const jobScripts = (scripts: readonly ConfiguredScript[]): readonly RunScript[] =>
  scripts.map((script) => ({
    when: MOMENTS[script.runsWhen],
    onSuccess: script.runsOnSuccess,
    onFailure: script.runsOnFailure,
    failJobOnError: script.failJobOnError,
    target: script.target.kind === 'director' ? 'director' : 'client',
    kind: script.commandKind === 'console' ? 'console' : 'command',
    text: script.command,
    ...(script.timeoutSec > 0 && { timeoutSec: script.timeoutSec }),
    shortForm: isClientShortForm(script.shortForm),
  }));
