/** A restore into a folder of the test's own. */
import {
  openRestoreWriter,
  type RestoreFigures,
  type RestoreOptions,
} from '../../../../../src/daemons/file/restore/index.ts';
import type { FileProblem } from '../../../../../src/daemons/file/streams/index.ts';
import { giveBack, type SavedRecord } from '../../../../support/saved-records.ts';

export interface Restored {
  readonly figures: RestoreFigures;
  readonly problems: readonly FileProblem[];
  readonly texts: readonly string[];
}

export async function restore(
  records: readonly SavedRecord[] | readonly (readonly SavedRecord[])[],
  options: Partial<RestoreOptions> = {},
): Promise<Restored> {
  const problems: FileProblem[] = [];
  const writer = openRestoreWriter({
    replace: 'a',
    prefixLinks: false,
    metadata: { apply: () => undefined },
    threads: 0,
    ...options,
    problem: (problem) => problems.push(problem),
  });
  const sessions = records.some(Array.isArray) ? (records as SavedRecord[][]) : [records as SavedRecord[]];
  for (const [i, session] of sessions.entries()) {
    await giveBack(writer, session, { sessionId: i + 1, sessionTime: 1_795_000_000 });
  }
  const figures = await writer.finish();
  return { figures, problems, texts: problems.map(({ text }) => text) };
}
