/** The thread that hashes: carries out the commands of its ring one after the other, and sleeps when there are none. */
import { flushCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';
import { type Digest, openDigest } from '../digest/open-digest.ts';
import { CONTROL, commandAt, digestsOfSet, hashRing, hasPassed, OPERATION, resultAt } from './hash-ring.ts';

export interface HashThreadData {
  readonly ring: SharedArrayBuffer;
  readonly memory: SharedArrayBuffer;
}

const { ring, memory } = workerData as HashThreadData;
const { control, commands, results } = hashRing(ring);
const bytes = Buffer.from(memory);

// Nobody will ask this thread to leave, see job/worker.ts.
flushCompileCache();

let running: Digest[] = [];

function carryOut(ticket: number): void {
  const at = commandAt(ticket);
  const first = commands[at + 1] as number;
  switch (commands[at]) {
    case OPERATION.begin:
      running = digestsOfSet(first).map(openDigest);
      return;
    case OPERATION.update: {
      const piece = bytes.subarray(first, first + (commands[at + 2] as number));
      for (const digest of running) digest.update(piece);
      return;
    }
    case OPERATION.end: {
      let to = resultAt(ticket);
      for (const digest of running) to += digest.digest().copy(results, to);
    }
  }
}

for (let ticket = 1; ; ticket = (ticket + 1) | 0) {
  while (Atomics.load(control, CONTROL.issued) === ((ticket - 1) | 0)) {
    Atomics.wait(control, CONTROL.issued, (ticket - 1) | 0);
  }
  carryOut(ticket);
  Atomics.store(control, CONTROL.passed, ticket);
  if (hasPassed(Atomics.load(control, CONTROL.wanted), ticket)) Atomics.notify(control, CONTROL.passed);
}
