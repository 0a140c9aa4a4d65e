/** Releases by what people call them: a commit's number, the beginning of a digest, or the files as they are here. */
import { AppError } from '../../core/index.ts';
import {
  type Commit,
  gatherRelease,
  historyIn,
  type PointerSnapshot,
  type Release,
  ReleaseMissingError,
} from '../../replication/index.ts';
import type { Replication } from './open-replication.ts';

const NUMBER = /^#?(\d{1,9})$/;
const DIGEST_PART = /^[0-9a-f]{6,64}$/;

/** The newest commit that the word means. @throws ReleaseMissingError */
export function findCommit(snapshot: PointerSnapshot, word: string): Commit {
  const number = NUMBER.exec(word)?.[1];
  const found = historyIn(snapshot).find((commit) =>
    number === undefined
      ? DIGEST_PART.test(word) && commit.digest.startsWith(word)
      : commit.number === Number(number) || (word.length >= 6 && commit.digest.startsWith(word)),
  );
  if (found === undefined) throw new ReleaseMissingError(`"${word}"`, 'The history');
  return found;
}

/** From here, or from the first node that has it. @throws ReleaseMissingError */
export async function obtainRelease({ local, peers }: Replication, digest: string): Promise<Release> {
  for (const node of [local, ...peers]) {
    const found = await node.fetch(digest).catch((error: unknown) => {
      if (node === local || !(error instanceof AppError)) throw error;
    });
    if (found !== undefined) return found;
  }
  throw new ReleaseMissingError(digest.slice(0, 12), 'No node that answers');
}

/** What the files of this node would become. @throws WorkingCopyError */
export const workingRelease = ({ mainFile, files }: Replication): Promise<Release> =>
  gatherRelease({ mainFile, files });
