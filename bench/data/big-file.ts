/**
 * The big file. `random`: the key stream of a cipher, so that nothing in it repeats and nothing can be compressed. `half`:
 * pieces of it between pieces of made-up log lines, so that ZSTD brings it to about a half. The same bytes in every run.
 */
import { createCipheriv } from 'node:crypto';
import { open } from 'node:fs/promises';
import { pseudoRandom } from '../../test/support/pseudo-random.ts';
import type { Source } from './plan.ts';

type Content = Extract<Source, { kind: 'big' }>['content'];

const CHUNK_BYTES = 8 * 1024 ** 2;
/** Of the same kind in a row, in a `half` file: more than one block of any compressor here. */
const STRIPE_BYTES = 512 * 1024;

export async function writeBigFile(
  path: string,
  { bytes, content }: { bytes: number; content: Content },
): Promise<void> {
  await using file = await open(path, 'wx');
  for (const chunk of bigFileChunks(bytes, content)) await file.writeFile(chunk);
}

export function* bigFileChunks(bytes: number, content: Content): Generator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16));
  const zeros = Buffer.alloc(CHUNK_BYTES);
  const lines = content === 'half' ? logLines(CHUNK_BYTES) : undefined;
  for (let left = bytes; left > 0; left -= CHUNK_BYTES) {
    const chunk = cipher.update(zeros);
    if (lines !== undefined) stripe(chunk, lines, left);
    yield chunk.subarray(0, Math.min(left, CHUNK_BYTES));
  }
}

/** Overwrites every other stripe with lines, each time from another place on. */
function stripe(chunk: Buffer, lines: Buffer, seed: number): void {
  const next = pseudoRandom(seed);
  for (let at = 0; at < chunk.length; at += 2 * STRIPE_BYTES) {
    const from = Math.floor(next() * (lines.length - STRIPE_BYTES));
    lines.copy(chunk, at, from, from + STRIPE_BYTES);
  }
}

const WORDS =
  'connection accepted from closed timeout user session started file saved in seconds bytes error retry'.split(' ');

function logLines(bytes: number): Buffer {
  const next = pseudoRandom(1);
  const word = () => WORDS[Math.floor(next() * WORDS.length)];
  let text = '';
  for (let second = 0; text.length < bytes; second++) {
    const number = Math.floor(next() * 1e9);
    text += `${1_795_000_000 + second} host-${number % 97} daemon[${number % 32_768}]: ${word()} ${word()} ${number} ${word()}\n`;
  }
  return Buffer.from(text.slice(0, bytes), 'latin1');
}
