/** Round after round of appending, killing, starting and reading back, and the sum of it. One seed makes one run. */
import { pseudoRandom } from '../support/pseudo-random.ts';
import { type CheckOutcome, CrashCheck } from './crash-check.ts';
import type { CrashJob } from './crash-job.ts';
import { runQuietly, runRound } from './crash-round.ts';
import { type CrashStorage, startCrashStorage } from './crash-storage.ts';
import { describeKill, planKill } from './kill-plan.ts';

export interface CrashRunOptions {
  readonly kills: number;
  readonly seed: number;
  /** Hears of each round, and of what was lost in it. */
  readonly tell: (text: string) => void;
  /** What else happens to the Volumes before Jobs are read back. */
  readonly harm?: (storage: CrashStorage, good: readonly CrashJob[]) => Promise<void>;
}

export interface CrashSummary {
  readonly kills: number;
  readonly jobs: number;
  /** Those that were reported good. */
  readonly goodJobs: number;
  readonly goodBytes: number;
  /** Those that are told through a journal, and of them those whose good end only the next Director heard. */
  readonly journaled: number;
  readonly adopted: number;
  /** How often a Job was read back, and its bytes. */
  readonly readings: number;
  readonly readBytes: number;
  readonly volumes: number;
  /** Volumes that the daemon gave up. */
  readonly volumesInError: number;
  /** Volumes whose torn end was cut off, and its bytes. */
  readonly torn: number;
  readonly tornBytes: number;
  readonly seconds: number;
  /** Everything that should not be: files that are gone or differ, promises that were not kept, Jobs that failed unkilled. */
  readonly lost: readonly string[];
}

export async function runCrashes(options: CrashRunOptions): Promise<CrashSummary> {
  await using storage = await startCrashStorage();
  const run = new CrashRun(storage, options);
  try {
    await run.begin();
    for (let round = 1; round <= options.kills; round++) await run.round(round);
    return await run.finish();
  } catch (error) {
    throw new Error(`The run broke off; the daemon said:\n${(await storage.log()).slice(-LOG_CHARS)}`, {
      cause: error,
    });
  }
}

/** Of the daemon's log, where a run cannot go on. */
const LOG_CHARS = 20_000;

class CrashRun {
  readonly #storage: CrashStorage;
  readonly #options: CrashRunOptions;
  readonly #random: () => number;
  readonly #check: CrashCheck;
  readonly #good: CrashJob[] = [];
  readonly #sessions = new Set<string>();
  readonly #lost: string[] = [];
  readonly #beganAt = performance.now();
  #jobIds = 0;
  #jobs = 0;
  #kills = 0;
  #journaled = 0;
  #readings = 0;
  #readBytes = 0;
  #torn = 0;
  #tornBytes = 0;

  constructor(storage: CrashStorage, options: CrashRunOptions) {
    this.#storage = storage;
    this.#options = options;
    this.#random = pseudoRandom(options.seed);
    this.#check = new CrashCheck(storage, this.#nextJobId);
  }

  async begin(): Promise<void> {
    this.#take(await runQuietly(this.#storage, { seed: this.#options.seed, nextJobId: this.#nextJobId }), 0);
  }

  async round(round: number): Promise<void> {
    const plan = planKill(this.#random);
    const tears = this.#random() < 0.5;
    const seed = Math.floor(this.#random() * 2 ** 31);
    const jobs = await runRound(this.#storage, { plan, tears, seed, nextJobId: this.#nextJobId });
    this.#kills++;
    const good = this.#take(jobs, round);
    await this.#options.harm?.(this.#storage, this.#good);
    const { checked, lost } = await this.#readBack(round);
    const cut = jobs.length - good.length;
    const sum = `${good.length} good, ${cut} cut off; ${checked} of ${this.#good.length} read back, ${this.#torn} torn ends so far`;
    this.#options.tell(
      `kill ${round} ${describeKill(plan)}${tears ? ', power fails' : ''}: ${sum}${lost.length > 0 ? `; LOST ${lost.length}` : ''}`,
    );
  }

  async finish(): Promise<CrashSummary> {
    await this.#readBack(undefined);
    const rows = [...this.#storage.catalog.rows.values()];
    return {
      kills: this.#kills,
      jobs: this.#jobs,
      goodJobs: this.#good.length,
      goodBytes: this.#good.reduce((sum, { bytes }) => sum + bytes, 0),
      journaled: this.#journaled,
      adopted: this.#good.filter(({ adopted }) => adopted).length,
      readings: this.#readings,
      readBytes: this.#readBytes,
      volumes: rows.length,
      volumesInError: rows.filter(({ status }) => status === 'Error').length,
      torn: this.#torn,
      tornBytes: this.#tornBytes,
      seconds: (performance.now() - this.#beganAt) / 1000,
      lost: this.#lost,
    };
  }

  #take(jobs: readonly CrashJob[], round: number): CrashJob[] {
    const good = jobs.filter(({ status }) => status === 'T');
    this.#jobs += jobs.length;
    this.#journaled += jobs.filter(({ heard }) => heard !== undefined).length;
    this.#good.push(...good);
    for (const job of jobs) this.#judge(job, round);
    return good;
  }

  readonly #nextJobId = (): number => ++this.#jobIds;

  /** `round` undefined: the last check, of everything. */
  async #readBack(round: number | undefined): Promise<CheckOutcome> {
    const outcome = await this.#check.check(this.#good, round === undefined);
    const { broken } = this.#storage.catalog;
    const lost = [...outcome.lost, ...broken.splice(0)].map((text) => `${round ?? 'at the end'}: ${text}`);
    this.#readings += outcome.checked;
    this.#readBytes += outcome.bytes;
    this.#note(lost);
    return { ...outcome, lost };
  }

  /** A Job may be cut off by the kill; anything else that is not good is a fault. No session may come twice. */
  #judge(job: CrashJob, round: number): void {
    const { jobId, ticket, status, error, unexplained, said } = job;
    this.#countTorn(said);
    if (ticket !== undefined) {
      const session = `${ticket.sessionId}/${ticket.sessionTime}`;
      if (this.#sessions.has(session))
        this.#note([`${round}: JobId ${jobId} got the session ${session} of another Job`]);
      this.#sessions.add(session);
    }
    if (unexplained || (status !== undefined && status !== 'T')) {
      this.#note([`${round}: JobId ${jobId} ended with ${status ?? 'no word'} (${String(error)}):\n${said.join('')}`]);
    }
  }

  #countTorn(said: readonly string[]): void {
    for (const text of said) {
      const bytes = TORN.exec(text)?.[1];
      if (bytes === undefined) continue;
      this.#torn++;
      this.#tornBytes += Number(bytes.replaceAll(',', ''));
    }
  }

  #note(lost: readonly string[]): void {
    this.#lost.push(...lost);
    for (const text of lost) this.#options.tell(`LOST ${text}`);
  }
}

const TORN = /ended in a block that was never finished: cut off ([\d,]+) bytes/;
