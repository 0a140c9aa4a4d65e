/** Runs lane after lane, and prints a table after each, or each measurement as it comes. */
import { makeAuthority } from '../../test/support/certificates.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { Contenders, Sources } from './cast.ts';
import type { Contender } from './contender.ts';
import type { ContenderSpec } from './contender-spec.ts';
import type { Measurement } from './measure-job.ts';
import { bytesNeeded, openMemoryFolder } from './memory-folder.ts';
import type { BenchOptions } from './options.ts';
import type { Lane, Operation } from './plan.ts';
import { type Ground, runLane } from './run-lane.ts';
import type { MadeSource } from './source.ts';
import { describeLane, tableOf } from './table.ts';
import { touchMemory } from './warm-memory.ts';

/** One measurement a turn. */
export type Results = ReadonlyMap<ContenderSpec, readonly TurnResult[]>;
export type TurnResult = ReadonlyMap<Operation, Measurement>;

export async function measureLanes(lanes: readonly Lane[], { json }: Pick<BenchOptions, 'json'>): Promise<void> {
  using _folder = await openMemoryFolder(lanes);
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await startPostgres());
  const authority = stack.use(await makeAuthority());
  const ground: Ground = { postgres, authority, directorCertificate: await authority.issue('director') };
  const contenders = stack.use(new Contenders(ground));
  const sources = stack.use(new Sources());
  await touchMemory(bytesNeeded(lanes));
  for (const lane of lanes) {
    const running: Contender[] = [];
    for (const spec of lane.contenders) running.push(await contenders.get(spec, lane));
    const source = await sources.get(lane.source);
    const results = await takeTurns(lane, running, source, ground, json ? printAsJson : () => undefined);
    if (!json) console.log(tableOf(lane, source, results));
  }
}

type Print = (lane: Lane, contender: ContenderSpec, turn: number, result: TurnResult) => void;

const printAsJson: Print = (lane, { name: contender }, turn, result) => {
  for (const [operation, measured] of result) {
    console.log(JSON.stringify({ lane: describeLane(lane), operation, contender, turn, ...measured }));
  }
};

async function takeTurns(
  lane: Lane,
  contenders: readonly Contender[],
  source: MadeSource,
  ground: Ground,
  print: Print,
): Promise<Results> {
  const results = new Map<ContenderSpec, TurnResult[]>(lane.contenders.map((spec) => [spec, []]));
  for (let turn = 0; turn < lane.turns; turn++) {
    for (let place = 0; place < contenders.length; place++) {
      // Whoever comes first in one turn comes later in the next.
      const contender = contenders[(place + turn) % contenders.length] as Contender;
      const result = await runLane(lane, contender, source, ground);
      results.get(contender.spec)?.push(result);
      print(lane, contender.spec, turn, result);
    }
  }
  return results;
}
