/**
 * One death at one moment of an append: two Jobs side by side whose Volume ends under them, then the daemon starts again,
 * a Job appends, and all that was ever reported good has to come back.
 */
import { backUp, beginBackup, type PlayedBackup } from '../support/played-backup.ts';
import { PlayedDirector } from '../support/played-director.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { until } from '../support/wait.ts';
import { CrashCheck } from './crash-check.ts';
import type { CrashJob } from './crash-job.ts';
import type { Death } from './dying-device.ts';
import type { DyingStorage } from './dying-storage.ts';

const FILES = [70_000, 300, 130_000];
const STOCK = pseudoRandomBytes(1_000_000, 99);

export interface PhaseOutcome {
  /** The operation or request at which it died; undefined: all was over before. */
  readonly at: string | undefined;
  /** What should not be, in sentences. */
  readonly wrong: readonly string[];
}

export class PhaseRounds {
  readonly #storage: DyingStorage;
  readonly #check: CrashCheck;
  readonly #good: CrashJob[] = [];
  #jobIds = 0;

  constructor(storage: DyingStorage) {
    this.#storage = storage;
    this.#check = new CrashCheck(storage, () => ++this.#jobIds);
  }

  get good(): number {
    return this.#good.length;
  }

  /** At an operation on a device. */
  async atOperation(death: Death): Promise<PhaseOutcome> {
    await this.#storage.release();
    await this.#storage.doom(death);
    await this.#jobs();
    const at = (await this.#storage.operations())[death.operation - 1];
    return { at: at && `${at} (${death.part})`, wrong: await this.#afterwards() };
  }

  /** At a request to the Catalog, which is not answered: so many before it, or the first one of its kind. */
  async atRequest(which: number | RegExp): Promise<PhaseOutcome> {
    const { catalog } = this.#storage;
    await this.#storage.release();
    let at: string | undefined;
    let killed: Promise<void> | undefined;
    let asked = 0;
    catalog.onRequest = (request) => {
      asked++;
      if (at !== undefined || !(typeof which === 'number' ? asked === which : which.test(request))) return;
      at = request;
      killed = this.#storage.kill();
    };
    await this.#jobs();
    catalog.onRequest = () => {};
    await killed;
    return { at, wrong: await this.#afterwards() };
  }

  async #jobs(): Promise<void> {
    const jobs = await Promise.all([this.#run(), this.#run()]);
    this.#good.push(...jobs.filter(({ status }) => status === 'T'));
  }

  async #run(): Promise<CrashJob> {
    const jobId = ++this.#jobIds;
    let director: PlayedDirector | undefined;
    let done: PlayedBackup | undefined;
    let error: unknown;
    try {
      director = await PlayedDirector.call(this.#storage);
      const sending = await beginBackup(director, { jobId, spoolAttributes: jobId % 2 === 0 });
      for (const bytes of FILES) await sending.file(STOCK.subarray(jobId, jobId + bytes));
      done = await sending.close();
      await director.end();
    } catch (caught) {
      error = caught;
    }
    await until(() => director?.ended !== undefined || director?.closed !== false, {
      what: `the end of JobId ${jobId}`,
    });
    await director?.[Symbol.asyncDispose]();
    const { ticket, sums = new Map() } = done ?? { ticket: undefined };
    const bytes = FILES.reduce((sum, more) => sum + more, 0);
    const { ended, said = [] } = director ?? {};
    return { jobId, ticket, status: ended?.status, sums, bytes, said, heard: undefined, error, unexplained: false };
  }

  /** The daemon lives again. */
  async #afterwards(): Promise<string[]> {
    await this.#storage.restart();
    const jobId = ++this.#jobIds;
    const wrong: string[] = [];
    try {
      const data = FILES.map((bytes) => STOCK.subarray(jobId, jobId + bytes));
      const { ticket, sums } = await backUp(this.#storage, data, { jobId });
      this.#good.push({
        jobId,
        ticket,
        status: 'T',
        sums,
        bytes: 0,
        said: [],
        heard: undefined,
        error: undefined,
        unexplained: false,
      });
    } catch (error) {
      wrong.push(`the next Job: ${error instanceof Error ? error.message : error}`);
    }
    const { lost } = await this.#check.check(this.#good);
    const { catalog } = this.#storage;
    const marked = [...catalog.rows.values()].filter(({ status }) => status === 'Error');
    return [...wrong, ...lost, ...catalog.broken.splice(0), ...marked.map(({ volume }) => `${volume} is in Error`)];
  }
}
