/** One Job, from the order to its end in the Catalog, and what it took of the two daemons. */
import type { QueuedJob } from '../../src/director/daemon/service.ts';
import type { OurDirector } from '../../test/support/our-director.ts';
import type { Contender } from './contender.ts';
import { cpuSec, peakBytes, resetPeak } from './process-figures.ts';
import type { Stopwatch } from './stopwatch.ts';
import { withWarmMemory } from './warm-memory.ts';

export interface Measurement {
  readonly jobId: number;
  /** While data flowed: from the command to the Client's verdict. */
  readonly dataSec: number;
  /** From the order to T. */
  readonly wholeSec: number;
  readonly clientCpuSec: number;
  readonly storageCpuSec: number;
  readonly clientPeakBytes: number;
  readonly storagePeakBytes: number;
  readonly files: number;
  readonly bytes: number;
}

interface Scene {
  readonly director: OurDirector;
  readonly contender: Contender;
  readonly stopwatch: Stopwatch;
}

/** `growth`: how many bytes of memory the Job will fill with what it writes. */
export async function measureJob(scene: Scene, growth: number, order: () => Promise<QueuedJob>): Promise<Measurement> {
  const [client, storage] = [pidOf(scene.contender.client), pidOf(scene.contender.storage)];
  return await withWarmMemory(growth, async () => {
    await Promise.all([resetPeak(client), resetPeak(storage)]);
    const [clientBefore, storageBefore] = [await cpuSec(client), await cpuSec(storage)];
    const ended = await timeJob(scene, order);
    return {
      ...ended,
      clientCpuSec: (await cpuSec(client)) - clientBefore,
      storageCpuSec: (await cpuSec(storage)) - storageBefore,
      clientPeakBytes: await peakBytes(client),
      storagePeakBytes: await peakBytes(storage),
    };
  });
}

async function timeJob(scene: Scene, order: () => Promise<QueuedJob>) {
  const { director, stopwatch } = scene;
  const startedMs = performance.now();
  const { jobId } = await order();
  const finished = await director.waitFor(jobId);
  const wholeSec = (performance.now() - startedMs) / 1000;
  if (finished?.status !== 'T')
    throw new Error(await complaint(scene, `JobId ${jobId} ended with ${finished?.status}`));
  return { jobId, wholeSec, dataSec: stopwatch.seconds, files: finished.files, bytes: finished.bytes };
}

function pidOf({ name, pid }: { name: string; pid: number | undefined }): number {
  if (pid === undefined) throw new Error(`${name} does not run`);
  return pid;
}

const complaint = async ({ director, contender }: Scene, what: string): Promise<string> =>
  [what, await director.log(), await contender.client.log(), await contender.storage.log()].join('\n');
