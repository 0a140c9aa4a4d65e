/** Runs lane after lane: sources are made and contenders started when they are first needed; a table after each lane. */
import { statfs } from 'node:fs/promises';
import { makeAuthority } from '../../test/support/certificates.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { type Contender, startContender } from './contender.ts';
import type { ContenderSpec } from './contender-spec.ts';
import type { Measurement } from './measure-job.ts';
import type { BenchOptions } from './options.ts';
import { type Lane, OPERATIONS, type Operation, type Source } from './plan.ts';
import { type Ground, runLane } from './run-lane.ts';
import { type MadeSource, makeSource } from './source.ts';
import { describeLane, tableOf } from './table.ts';

/** Where memory looks like a disk; everything of a run lies there. */
const MEMORY = '/dev/shm';
/** Contenders save and bring back these before anything counts: daemons run for weeks, and start once. */
const WARM_UP = [
  { kind: 'big', bytes: 64 * 1024 ** 2, content: 'random' },
  { kind: 'small', files: 2000 },
] as const satisfies readonly Source[];

export async function measureLanes(lanes: readonly Lane[], { json }: Pick<BenchOptions, 'json'>): Promise<void> {
  process.env.TMPDIR = MEMORY;
  await checkRoom(lanes);
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await startPostgres());
  const authority = stack.use(await makeAuthority());
  const ground: Ground = { postgres, authority, directorCertificate: await authority.issue('director') };
  const contenders = new Contenders(ground);
  stack.use(contenders);
  const sources = new Sources();
  stack.use(sources);
  for (const lane of lanes) {
    const running = [];
    for (const spec of lane.contenders) running.push(await contenders.get(spec, lane));
    const source = await sources.get(lane.source);
    const results = await takeTurns(lane, running, source, ground, json);
    if (!json) console.log(tableOf(lane, source, results));
  }
}

/** By contender, then by operation, one measurement a turn. */
export type Results = ReadonlyMap<ContenderSpec, ReadonlyMap<Operation, readonly Measurement[]>>;

async function takeTurns(
  lane: Lane,
  contenders: readonly Contender[],
  source: MadeSource,
  ground: Ground,
  json: boolean,
): Promise<Results> {
  const results = new Map(contenders.map(({ spec }) => [spec, new Map<Operation, Measurement[]>()]));
  for (let turn = 0; turn < lane.turns; turn++) {
    for (let place = 0; place < contenders.length; place++) {
      // Whoever comes first in one turn comes later in the next.
      const contender = contenders[(place + turn) % contenders.length] as Contender;
      const measured = await runLane(lane, contender, source, ground);
      for (const operation of OPERATIONS) {
        const one = measured.get(operation);
        if (one === undefined) continue;
        const kept = results.get(contender.spec)?.get(operation) ?? [];
        results.get(contender.spec)?.set(operation, [...kept, one]);
        if (json)
          console.log(
            JSON.stringify({ lane: describeLane(lane), operation, contender: contender.spec.name, turn, ...one }),
          );
      }
    }
  }
  return results;
}

/** Pairs of daemons, started and warmed up once for each kind of connection. */
class Contenders implements AsyncDisposable {
  readonly #ground: Ground;
  readonly #stack = new AsyncDisposableStack();
  readonly #started = new Map<string, Contender>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  async get(spec: ContenderSpec, channel: Pick<Lane, 'tls' | 'commCompression'>): Promise<Contender> {
    const key = `${spec.name} ${channel.tls} ${channel.commCompression}`;
    const found = this.#started.get(key);
    if (found !== undefined) return found;
    const contender = this.#stack.use(await startContender(spec, channel, this.#ground.authority));
    this.#started.set(key, contender);
    for (const source of WARM_UP) await this.#warmUp(contender, source);
    return contender;
  }

  async #warmUp(contender: Contender, source: Source): Promise<void> {
    await using made = await makeSource(source);
    const operations: readonly Operation[] = ['backup', 'restore'];
    await runLane({ operations, digest: 'md5', compression: 'none' }, contender, made, this.#ground);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** The one source that is there: the next one takes its place. */
class Sources implements AsyncDisposable {
  #made: { key: string; source: MadeSource } | undefined;

  async get(source: Source): Promise<MadeSource> {
    const key = JSON.stringify(source);
    if (this.#made?.key === key) return this.#made.source;
    await this[Symbol.asyncDispose]();
    this.#made = { key, source: await makeSource(source) };
    return this.#made.source;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#made?.source[Symbol.asyncDispose]();
    this.#made = undefined;
  }
}

/** The source, its Volume and what is restored lie in memory at once. */
async function checkRoom(lanes: readonly Lane[]): Promise<void> {
  const { bavail, bsize } = await statfs(MEMORY);
  const needed =
    3.2 * Math.max(0, ...lanes.map(({ source }) => (source.kind === 'big' ? source.bytes : source.files * 8192)));
  if (bavail * bsize < needed)
    throw new Error(`${MEMORY} has ${bavail * bsize} bytes free, ${needed} are needed: ask for fewer --bytes`);
}
