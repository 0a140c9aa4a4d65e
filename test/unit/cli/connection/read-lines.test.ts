import test from 'ava';
import { readLines } from '../../../../src/cli/connection/read-lines.ts';

const lines = async (...chunks: Buffer[]): Promise<string[]> =>
  await Array.fromAsync(
    readLines(
      (async function* () {
        yield* chunks;
      })(),
    ),
  );

test('lines are whole wherever the bytes are cut, also within a character', async (t) => {
  const bytes = Buffer.from('grün\n\nzwei\nrest');
  for (let cut = 0; cut <= bytes.length; cut++) {
    t.deepEqual(await lines(bytes.subarray(0, cut), bytes.subarray(cut)), ['grün', '', 'zwei', 'rest']);
  }
});

test('a line without end is given up', async (t) => {
  const piece = Buffer.alloc(9 * 1024 * 1024, 0x61);
  await t.throwsAsync(lines(piece, piece), { message: /longer than any/ });
});
