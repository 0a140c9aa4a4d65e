/** `npm run faults`: tells the stories on living clusters; the table at its end, and an exit status of 0 only if all went well. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askOptions } from '../support/ask-options.ts';
import { StoppedError, type Stopping, untilStopped } from '../support/until-stopped.ts';
import { type FaultCluster, startFaultCluster } from './fault-cluster.ts';
import { type FaultOptions, parseOptions, USAGE } from './options.ts';
import { HEADING, rowOf } from './report.ts';
import { STORIES } from './stories/index.ts';
import type { Ground, Story } from './story.ts';
import { type Outcome, tellStory } from './tell-story.ts';

/** Their clusters are not afterwards what they were before. */
const ONCE: ReadonlySet<Ground> = new Set(['spare', 'configuration']);

const options = askOptions(USAGE, (args) => parseOptions(args, STORIES));
if (options.list) for (const { name, title } of STORIES) console.log(`${name.padEnd(24)}${title}`);
else
  await untilStopped(async (stopping) => {
    process.exitCode = (await tellAll(options, stopping)) ? 0 : 1;
  });

async function tellAll({ stories, runs }: FaultOptions, stopping: Stopping): Promise<boolean> {
  const outcomes: Outcome[] = [];
  for (const ground of new Set(stories.map((story) => story.ground))) {
    const here = stories.filter((story) => story.ground === ground);
    outcomes.push(...(await tellOn(ground, here, runs, stopping)));
  }
  console.log(`\n${HEADING}`);
  for (const outcome of outcomes) console.log(rowOf(outcome));
  const wrong = outcomes.filter((outcome) => outcome.wrong.length > 0).length;
  console.log(`\n${outcomes.length} stories, ${wrong === 0 ? 'all went well' : `${wrong} went wrong`}`);
  return wrong === 0;
}

/** A cluster that a story has left in pieces, or other than it was, is not asked for another one. */
async function tellOn(
  ground: Ground,
  stories: readonly Story[],
  runs: number,
  stopping: Stopping,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let cluster: FaultCluster | undefined;
  try {
    for (const story of stories) {
      for (let count = 1; count <= runs; count++) {
        cluster ??= await startFaultCluster(ground);
        const on = cluster;
        const outcome = await stopping
          .race(() => tellStory(on, story))
          .catch((error: unknown) => brokenOff(story, error));
        outcomes.push(outcome);
        console.log(rowOf(outcome));
        const file = await keep(cluster, story.name);
        if (outcome.wrong.length > 0) console.log(`    what everybody printed: ${file}`);
        if (outcome.wrong.length > 0 || ONCE.has(ground)) {
          await cluster[Symbol.asyncDispose]();
          cluster = undefined;
        }
      }
    }
  } finally {
    await cluster?.[Symbol.asyncDispose]();
  }
  return outcomes;
}

function brokenOff({ name }: Story, error: unknown): Outcome {
  if (error instanceof StoppedError) throw error;
  return {
    ...{ name, catalogMs: Number.NaN, directorMs: Number.NaN, wholeMs: Number.NaN, acknowledged: 0, lost: 0, two: 0 },
    ...{ job: '–', fate: '–', wrong: [String(error instanceof Error ? error.message : error)] },
  };
}

/** What everybody printed, for who looks into it. */
async function keep(cluster: FaultCluster, name: string): Promise<string> {
  const file = join('.cache', `faults-${name}.log`);
  await writeFile(file, await cluster.story());
  return file;
}
