/** A thread that compresses whatever slot is filled next, and sleeps when there is none. */
import { flushCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';
import { CompressSlots, type CompressSlotsMemory, FILLED } from './compress-slots.ts';

// Nobody will ask this thread to leave, see job/worker.ts.
flushCompileCache();

const slots = new CompressSlots(workerData as CompressSlotsMemory);

for (;;) {
  const filled = Atomics.load(slots.control, FILLED);
  if (!slots.work()) Atomics.wait(slots.control, FILLED, filled);
}
