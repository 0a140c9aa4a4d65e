/** The scripts that are still to be run of a Job which another Director began. */
import type { JobKind } from '../job/job-kind.ts';
import type { ScriptMoment } from '../run-script/script.ts';

const AFTERWARDS: readonly ScriptMoment[] = ['AtJobCompletion', 'After'];

export const lastScripts = ({ scripts }: JobKind): JobKind['scripts'] =>
  scripts.map((script) => ({ ...script, when: script.when.filter((at) => AFTERWARDS.includes(at)) }));
