/** What the Catalog knows that decides a level: asked at once, and only where the level depends on it. */
import {
  type BackupOf,
  type Catalog,
  failedSinceGoodBackup,
  lastFullOfOtherFileSet,
  lastGoodBackup,
} from '../../catalog/index.ts';
import type { BackupLevel, LevelFacts } from './level.ts';

export interface LevelQuestion {
  readonly wanted: BackupLevel;
  readonly backup: BackupOf;
  readonly fileSetName: string;
  readonly fileSetCreatedAt: Date;
  readonly now: Date;
}

export async function levelFacts(catalog: Catalog, question: LevelQuestion): Promise<LevelFacts> {
  const { backup, ...given } = question;
  const unknown = { lastFull: undefined, lastDifferential: undefined, lastAny: undefined };
  const nothing = { ...given, ...unknown, fullOfOtherFileSet: undefined, failedSince: undefined };
  if (question.wanted === 'F') return nothing;
  const lastFull = await catalog.find(lastGoodBackup(backup, ['F']));
  if (lastFull === undefined) {
    return { ...nothing, fullOfOtherFileSet: await catalog.find(lastFullOfOtherFileSet(backup)) };
  }
  const [lastDifferential, lastAny, failed] = await Promise.all([
    catalog.find(lastGoodBackup(backup, ['D'])),
    catalog.find(lastGoodBackup(backup, ['F', 'D', 'I'])),
    catalog.find(failedSinceGoodBackup(backup)),
  ]);
  return { ...nothing, lastFull, lastDifferential, lastAny, failedSince: failed?.level };
}
