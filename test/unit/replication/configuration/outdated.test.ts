import test from 'ava';
import { outdatedFiles } from '../../../../src/replication/configuration/outdated.ts';
import { releaseOf } from '../../../../src/replication/configuration/release/gather.ts';

const sha = (letter: string): string => letter.repeat(64);
/** Places with a letter for what each holds. */
const release = (files: Readonly<Record<string, string>>) =>
  releaseOf(
    'main',
    Object.entries(files).map(([place, letter]) => ({
      content: Buffer.alloc(0),
      entry: {
        kind: 'file' as const,
        keys: [],
        place,
        mode: 0o640,
        user: 'root',
        group: 'root',
        size: 0,
        sha256: sha(letter),
      },
    })),
  );
const bases = (files: Readonly<Record<string, string>>) =>
  new Map(Object.entries(files).map(([place, letter]) => [place, sha(letter)]));

test('only what was changed on both sides is outdated', (t) => {
  const committed = release({ main: 'b', both: 'b', theirs: 'b', added: 'b' });
  const working = release({ main: 'c', both: 'c', theirs: 'b', mine: 'c' });
  t.deepEqual(outdatedFiles(working, committed, bases({ main: 'b', both: 'a', theirs: 'b', added: 'b' })), ['both']);
  // Never in step here, and not the same: nobody knows what it was edited from.
  t.deepEqual(outdatedFiles(working, committed, new Map()), ['added', 'both', 'main']);
  t.deepEqual(outdatedFiles(committed, committed, new Map()), []);
  t.deepEqual(outdatedFiles(working, undefined, new Map()), []);
});
