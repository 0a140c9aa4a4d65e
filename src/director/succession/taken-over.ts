/** What is left to do of a Job which another Director began: it is not begun again, and of its scripts the last ones are run. */
import type { JobKind } from '../job/job-kind.ts';
import type { ScriptMoment } from '../run-script/script.ts';

const AFTERWARDS: readonly ScriptMoment[] = ['AtJobCompletion', 'After'];

/** How it runs from here on is for the caller to say. */
export const takenOver = (kind: JobKind): JobKind => ({
  ...kind,
  duplicates: undefined,
  scripts: kind.scripts.map((script) => ({ ...script, when: script.when.filter((at) => AFTERWARDS.includes(at)) })),
  prepare: async () => {},
  begin: async () => {},
});
