/**
 * What must always be true in a world, looked at after each event, at each new leadership of the Catalog and at the end of a
 * story; and the sums of what has happened.
 */
import { factsOf } from './simulated-jobs.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { SimulatedPostgres } from './simulated-postgres.ts';
import type { SimulatedStorage } from './simulated-storage.ts';

export interface TruthsWorld {
  readonly nodes: readonly SimulatedNode[];
  readonly storages: readonly SimulatedStorage[];
  readonly violate: (what: string) => void;
  /** Commits wait for standbys. */
  readonly synchronous: boolean;
  /** Whoever may be promoted has what a Director waits for: all but clusters of several standbys that nobody waits for. */
  readonly strict: boolean;
}

export class Truths {
  readonly #world: TruthsWorld;
  readonly #acknowledged: { readonly id: number; readonly by: string; readonly epoch: bigint }[] = [];
  /** Jobs that were said to have ended well: their facts. */
  readonly #reported = new Map<number, number>();
  #highestWritableEpoch = 0n;
  #highestDirectorEpoch = 0n;
  /** Who has made each timeline. */
  readonly #makers = new Map<number, string>();
  leaderships = 0;
  /** Writes of Directors that were done. */
  directed = 0;

  constructor(world: TruthsWorld) {
    this.#world = world;
  }

  get acknowledged(): number {
    return this.#acknowledged.length;
  }

  get reported(): number {
    return this.#reported.size;
  }

  /** After each event: only whose event it was can have taken an office by it. */
  look(actor: object): void {
    for (const node of this.#world.nodes) if (node.machine === actor) this.#lookAt(node);
  }

  #lookAt(node: SimulatedNode): void {
    const epoch = catalogEpoch(node);
    if (epoch !== undefined) {
      this.#lookForHolders('Catalog', node, catalogEpoch);
      this.#lookAtLeadership(node, epoch);
    }
    if (directorEpoch(node) !== undefined) this.#lookForHolders('Director', node, directorEpoch);
  }

  /** A commit is said to be done at a node that leads then. */
  acknowledge(id: number, { machine, agent }: SimulatedNode): void {
    const epoch = agent?.epoch;
    if (epoch === undefined) return;
    const highest = this.#highestWritableEpoch;
    if (epoch < highest)
      this.#world.violate(`${machine.name} acknowledges a commit in epoch ${epoch}, and ${highest} has begun`);
    this.#acknowledged.push({ id, by: machine.name, epoch });
  }

  /** A Director's write is done. */
  direct(machine: string, epoch: bigint): void {
    const highest = this.#highestDirectorEpoch;
    if (epoch < highest && this.#world.synchronous)
      this.#world.violate(`the Director of ${machine} writes in epoch ${epoch}, and ${highest} has written`);
    if (epoch > highest) this.#highestDirectorEpoch = epoch;
    this.directed += 1;
  }

  report(run: number, facts: number): void {
    if (facts !== factsOf(run))
      this.#world.violate(`run ${run} is said to be done with ${facts} of ${factsOf(run)} facts`);
    this.#reported.set(run, facts);
  }

  /** At the end of a story: no Client was told twice to send its data. */
  lookAtStarts(): void {
    const { storages, strict, violate } = this.#world;
    for (const { starts, name } of storages) {
      for (const [run, times] of starts)
        if (times > 1 && strict) violate(`run ${run} was begun ${times} times at ${name}`);
    }
  }

  #lookAtLeadership({ agent, postgres, machine }: SimulatedNode, epoch: bigint): void {
    if (epoch <= this.#highestWritableEpoch) return;
    if (agent?.role !== 'primary' || !postgres.writable || machine.paused) return;
    this.#highestWritableEpoch = epoch;
    this.leaderships += 1;
    this.#lookForMaker(postgres);
    if (this.#world.synchronous) this.#lookForCommits(postgres, epoch);
    if (this.#world.strict) this.#lookForJobs(postgres);
  }

  /** Who leads has made the timeline that it writes, by its promotion, and nobody else ever did. */
  #lookForMaker({ timeline, name }: SimulatedPostgres): void {
    const maker = this.#makers.get(timeline) ?? name;
    this.#makers.set(timeline, maker);
    if (maker !== name) this.#world.violate(`${name} leads on timeline ${timeline}, which ${maker} has made`);
  }

  /** Of all who are certain that an office is theirs there is one: `holder`. */
  #lookForHolders(office: string, holder: SimulatedNode, epochOf: (node: SimulatedNode) => bigint | undefined): void {
    const { nodes, violate } = this.#world;
    if (nodes.every((node) => node === holder || epochOf(node) === undefined)) return;
    const names = nodes
      .filter((node) => epochOf(node) !== undefined)
      .map((node) => `${node.machine.name} (${epochOf(node)})`);
    violate(`the office of the ${office} is held by ${names.join(' and ')}`);
  }

  #lookForCommits({ log, name }: SimulatedPostgres, epoch: bigint): void {
    const held = new Set(log.map(({ id }) => id));
    const lost = this.#acknowledged.filter(({ id }) => !held.has(id));
    const [first] = lost;
    if (first === undefined) return;
    const whose = `${lost.length} acknowledged commits (of ${first.by}, epoch ${first.epoch})`;
    this.#world.violate(`${name} leads in epoch ${epoch} without ${whose}`);
  }

  /** Said is kept, and what a Storage Daemon has thrown away stands in the Catalog. */
  #lookForJobs({ state, name }: SimulatedPostgres): void {
    const { storages, violate } = this.#world;
    for (const [run, facts] of this.#reported) {
      const row = state.jobs.get(run);
      if (row?.status === 'T' && row.facts === facts) continue;
      violate(`run ${run} was said to be done; ${name} leads, where it is ${row?.status} with ${row?.facts} facts`);
    }
    for (const { journals } of storages) {
      for (const { run, acknowledged } of journals.values()) {
        const facts = state.jobs.get(run)?.facts ?? 0;
        if (facts < acknowledged) violate(`run ${run}: ${name} leads, and has ${facts} of ${acknowledged} facts`);
      }
    }
  }
}

const catalogEpoch = ({ agent }: SimulatedNode): bigint | undefined => agent?.epoch;
const directorEpoch = ({ directorAgent }: SimulatedNode): bigint | undefined => directorAgent?.epoch;
