/** The load: each lane saves its tree again and again, and another one restores what was saved, while nodes come and go. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../../src/core/index.ts';
import type { BackupRecord, History } from './history.ts';
import type { Office } from './office.ts';
import { LANES, type Lane, treeOf } from './premises.ts';
import { ChangingTree, compareManifests, type Manifest, readTree } from './tree.ts';

export interface LoadOptions {
  readonly folder: string;
  readonly office: Office;
  readonly history: History;
  readonly next: () => number;
}

const RESTORERS = 2;
const BREATH_MS = 300;
/** Trees change in the second behind the one in which the last Job began: its files are not new to the next one. */
const SECOND_MS = 1_100;

export class Load {
  readonly #options: LoadOptions;
  readonly #ending = new AbortController();
  #working: Promise<unknown> = Promise.resolve();

  private constructor(options: LoadOptions) {
    this.#options = options;
  }

  static async start(options: LoadOptions): Promise<Load> {
    const load = new Load(options);
    const trees = await Promise.all(LANES.map((lane) => ChangingTree.make(treeOf(options.folder, lane), options.next)));
    load.#working = Promise.all([
      ...LANES.map((lane, index) => load.#guard(lane.job, () => load.#save(lane, trees[index] as ChangingTree))),
      ...Array.from({ length: RESTORERS }, (_, index) => load.#guard(`restorer ${index}`, () => load.#restoreSome())),
    ]);
    return load;
  }

  /** Nothing more is ordered; resolves when all that was has ended. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#working;
  }

  async #guard(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.history.accuse(`${name}: ${describeError(error)}`);
    }
  }

  async #save(lane: Lane, tree: ChangingTree): Promise<void> {
    const { next } = this.#options;
    let known: Manifest = new Map();
    for (let round = 0; !this.#ending.signal.aborted; round++) {
      const level = round === 0 || lane.atOnce > 1 || next() < 0.3 ? 'Full' : 'Incremental';
      if (round > 0) {
        await sleep(SECOND_MS);
        if (level === 'Full') await tree.prune();
        await tree.grow(level === 'Full' ? 3 : 10);
        await sleep(SECOND_MS);
      }
      const most = tree.manifest();
      const least = level === 'Full' ? most : new Map([...most].filter(([path]) => !known.has(path)));
      const saved = await Promise.all(
        Array.from({ length: lane.atOnce }, () => this.#backup(lane, level, { least, most })),
      );
      if (saved.every(({ status }) => status === 'T')) known = most;
      await sleep(BREATH_MS);
    }
  }

  async #backup(lane: Lane, level: BackupRecord['level'], expected: Pick<BackupRecord, 'least' | 'most'>) {
    const { office, history } = this.#options;
    history.underWay++;
    try {
      const first = await office.order('/jobs', { job: lane.job, level });
      const record: BackupRecord = { kind: 'backup', lane, level, ...(await office.ended(first)), ...expected };
      history.backups.push(record);
      if (record.status !== 'T')
        history.accuse(`the ${level} of ${lane.job}, ${chain(record)}, ended as ${record.status}`);
      return record;
    } finally {
      history.underWay--;
    }
  }

  async #restoreSome(): Promise<void> {
    const { history, next } = this.#options;
    while (!this.#ending.signal.aborted) {
      const good = history.backups.filter(({ status }) => status === 'T');
      const backup = good[Math.floor(next() * good.length)];
      const found = backup && (await restoreAndCompare(this.#options, backup));
      if (found === undefined) await sleep(BREATH_MS);
    }
  }
}

export const chain = ({ attempts }: { readonly attempts: readonly number[] }): string =>
  `JobId ${attempts.join(' → ')}`;

/** Everything of one backup, to where its Client lives, and compared. @returns what was found; undefined: nothing was restored */
export async function restoreAndCompare(
  { folder, office, history }: Omit<LoadOptions, 'next'>,
  backup: BackupRecord,
): Promise<Manifest | undefined> {
  const where = join(folder, 'restored', String(office.orders + 1), backup.lane.job);
  history.underWay++;
  try {
    const body = { from: { jobId: backup.jobId }, client: backup.lane.client, where, replace: 'Always' };
    const ended = await office.ended(await office.order('/restores', body));
    history.restores.push({ kind: 'restore', ...ended });
    const found = await readTree(join(where, treeOf(folder, backup.lane)));
    const what = `the restore of the ${backup.level} ${backup.jobId} of ${backup.lane.job}, ${chain(ended)}`;
    if (ended.status !== 'T') history.accuse(`${what}, ended as ${ended.status}`);
    const difference = compareManifests(found, backup.least, backup.most);
    if (difference !== undefined) history.accuse(`${what}: ${difference}`);
    return found;
  } catch (error) {
    const what = `the ${backup.level} ${chain(backup)} of ${backup.lane.job}, ${backup.least.size} files or more`;
    history.accuse(`${what}, cannot be restored: ${describeError(error)}`);
    return undefined;
  } finally {
    history.underWay--;
    await rm(where, { recursive: true, force: true });
  }
}
