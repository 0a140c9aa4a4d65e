/**
 * Memory that the Job under measurement will take, so that it is not taken cold. Many virtual machines give free memory
 * back to their host within seconds, and the first touch of a page then costs three times as much: whoever came first
 * would pay for all. So the bench holds as much as the Job will write, and lets it go little by little while it grows.
 */
import { type FileHandle, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EVERY_MS = 20;
/** How far it keeps ahead: a tenth of a second of the fastest Job. */
const AHEAD_BYTES = 192 * 1024 ** 2;
const PIECE = Buffer.alloc(4 * 1024 ** 2, 1);

/** Takes so much memory once and lets it go: the first turn would meet mostly pages that nobody had for long. */
export async function touchMemory(bytes: number): Promise<void> {
  await using _held = await hold(bytes);
}

/** Runs `job` while so much memory is there, and warm. */
export async function withWarmMemory<T>(bytes: number, job: () => Promise<T>): Promise<T> {
  await using held = await hold(bytes + AHEAD_BYTES);
  const feeding = held.follow();
  try {
    return await job();
  } finally {
    await feeding.stop();
  }
}

async function hold(bytes: number) {
  const path = join(tmpdir(), 'warm-memory');
  const file = await open(path, 'w');
  let heldBytes = 0;
  for (; heldBytes < bytes; heldBytes += PIECE.length) await file.write(PIECE, 0, PIECE.length, heldBytes);
  const [before, full] = [(await usedBytes()) - heldBytes, heldBytes];
  const shrink = async () => {
    const wanted = bytesToHold(full, (await usedBytes()) - heldBytes - before);
    if (wanted >= heldBytes) return;
    heldBytes = wanted;
    await file.truncate(wanted);
  };
  await shrink();
  return {
    follow: () => repeat(shrink),
    [Symbol.asyncDispose]: () => letGo(file, path),
  };
}

/** What is still to be held when the Job has taken `grownBytes`. */
export const bytesToHold = (full: number, grownBytes: number): number =>
  Math.max(0, full - AHEAD_BYTES - Math.max(0, grownBytes));

async function letGo(file: FileHandle, path: string): Promise<void> {
  await file.close();
  await rm(path, { force: true });
}

async function usedBytes(): Promise<number> {
  const { blocks, bfree, bsize } = await statfs(tmpdir());
  return (blocks - bfree) * bsize;
}

function repeat(work: () => Promise<void>): { stop(): Promise<void> } {
  let last = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    last = work().finally(() => {
      busy = false;
    });
    last.catch(() => undefined);
  }, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return last;
    },
  };
}
