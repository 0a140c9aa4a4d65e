/** A thread that tells its share of the stories, without a guard where one was named. */
import { parentPort, workerData } from 'node:worker_threads';
import { takeOut } from './take-out.ts';

export interface Share {
  readonly from: number;
  readonly end: number;
  readonly step: number;
  /** The name of a guard. */
  readonly without?: string | undefined;
}

/** In place of a share: one of scenarios.ts; what it has broken comes back. */
export interface OneScenario extends Pick<Share, 'without'> {
  readonly scenario: string;
}

const order = workerData as Share | OneScenario;
// Thousands of errors are thrown in a story, and nobody asks where.
Error.stackTraceLimit = 0;
if (order.without !== undefined) takeOut(order.without);
// What is taken out is taken out of what is imported behind it.
if ('scenario' in order) {
  const { SCENARIOS } = await import('./scenarios.ts');
  const violations = await SCENARIOS[order.scenario as keyof typeof SCENARIOS]();
  parentPort?.postMessage({ violations });
} else {
  const { tellStory } = await import('./story.ts');
  for (let seed = order.from; seed < order.end; seed += order.step) {
    const outcome = await tellStory(seed);
    parentPort?.postMessage(outcome.violations.length > 0 ? outcome : { ...outcome, story: [] });
  }
}
