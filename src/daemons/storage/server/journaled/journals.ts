/**
 * All journals of the daemon, one folder a Job: those of running Jobs, and those of ended ones whose Director has not
 * acknowledged everything. What a life before has left is taken over: Jobs that it did not end have failed.
 */
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import {
  type ByteString,
  byteStringToBytes,
  bytesToByteString,
  type Clock,
  describeError,
  displayText,
  type Logger,
  unixSeconds,
} from '../../../../core/index.ts';
import { formatJobMessage, formatStorageEndJob } from '../../../../protocol/index.ts';
import { Journal } from '../../journal/index.ts';
import { fileNameOf, SpoolFileError } from '../../spool/index.ts';
import { type JournaledFacts, JournaledJob } from './journaled-job.ts';
import { VolumeMemory } from './volume-memory.ts';

export interface JournalsOptions {
  readonly directory: ByteString;
  readonly ownName: ByteString;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly directorWaitMs: number;
}

/** A Director that has not come for so long does not come any more. */
const KEPT_DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;
const FACTS_FILE = 'job';
const LAST_WORD = /^3099 /;

export class Journals implements AsyncDisposable {
  readonly #options: JournalsOptions;
  readonly #jobs = new Map<ByteString, JournaledJob>();
  /** Whose folders are being removed. */
  readonly #removing = new Map<ByteString, Promise<void>>();
  readonly #volumes = new Map<ByteString, VolumeMemory>();

  private constructor(options: JournalsOptions) {
    this.#options = options;
  }

  static async open(options: JournalsOptions): Promise<Journals> {
    const journals = new Journals(options);
    await mkdir(byteStringToBytes(options.directory), { recursive: true, mode: 0o700 }).catch((error) => {
      throw new SpoolFileError('create', options.directory, error);
    });
    const names = await readdir(byteStringToBytes(options.directory), { encoding: 'buffer' });
    for (const name of names) await journals.#takeOver(`${options.directory}/${bytesToByteString(name)}`);
    return journals;
  }

  find(job: ByteString): JournaledJob | undefined {
    return this.#jobs.get(job);
  }

  /** In the order in which they began. */
  of(director: ByteString): readonly JournaledJob[] {
    return [...this.#jobs.values()].filter(({ facts }) => facts.director === director);
  }

  /** What this Director was told of Volumes, and may still have to read. */
  volumesOf(director: ByteString): VolumeMemory {
    const known = this.#volumes.get(director) ?? new VolumeMemory();
    this.#volumes.set(director, known);
    return known;
  }

  /** An operator has labelled it, so it is empty: a Catalog that begins anew may even call it by the same MediaId. */
  forgetVolume(volume: ByteString): void {
    for (const memory of this.#volumes.values()) memory.forget(volume);
  }

  /** For a Job that begins, or its next part; the ended one of the same name is forgotten, and its folder is the new one's. */
  async create(facts: JournaledFacts): Promise<JournaledJob> {
    const directory = `${this.#options.directory}/${fileNameOf(facts.job)}`;
    const before = this.#jobs.get(facts.job);
    this.#jobs.delete(facts.job);
    await before?.journal[Symbol.asyncDispose]();
    await this.#removing.get(facts.job);
    const journal = await Journal.create(directory);
    await keepFacts(directory, facts);
    return this.#add(facts, journal);
  }

  /** One whose folder is another one's by now is left alone. */
  async remove(job: JournaledJob): Promise<void> {
    const name = job.facts.job;
    if (this.#jobs.get(name) !== job) return;
    this.#jobs.delete(name);
    const removing = job.journal.remove().finally(() => {
      if (this.#removing.get(name) === removing) this.#removing.delete(name);
    });
    this.#removing.set(name, removing);
    await removing;
  }

  /** The files stay. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { journal } of this.#jobs.values()) await journal[Symbol.asyncDispose]();
  }

  #add(facts: JournaledFacts, journal: Journal): JournaledJob {
    const { directorWaitMs } = this.#options;
    const job: JournaledJob = new JournaledJob({
      facts,
      journal,
      directorWaitMs,
      onDone: () => this.remove(job),
    });
    this.#jobs.set(facts.job, job);
    return job;
  }

  async #takeOver(directory: ByteString): Promise<void> {
    const { logger, clock } = this.#options;
    try {
      const { facts, keptAt } = await readFacts(directory);
      if (clock.now().getTime() - keptAt.getTime() > KEPT_DAYS * DAY_MS) {
        logger.warn({ job: displayText(facts.job) }, `A journal that nobody asked for in ${KEPT_DAYS} days is removed`);
        return await rm(byteStringToBytes(directory), { recursive: true, force: true });
      }
      const job = this.#add(facts, await Journal.open(directory));
      if (!LAST_WORD.test(job.journal.recoveredLast)) await this.#endFailed(job);
      await job.end();
      logger.info(
        { job: displayText(facts.job), facts: job.journal.next - 1 },
        'The journal of a Job waits for its Director',
      );
    } catch (error) {
      logger.warn(
        { directory: displayText(directory), error: describeError(error) },
        'A journal cannot be used and is removed',
      );
      await rm(byteStringToBytes(directory), { recursive: true, force: true });
    }
  }

  /** The daemon died in the middle of it. */
  async #endFailed(job: JournaledJob): Promise<void> {
    const { facts, journal } = job;
    const { ownName, clock } = this.#options;
    const text = `${ownName} JobId ${facts.jobId}: Fatal error: The Storage Daemon ended while the Job ran\n`;
    const timeSec = unixSeconds(clock.now());
    journal.appendText(formatJobMessage({ type: 'fatal', jobId: facts.jobId, timeSec, text }, facts.release));
    job.letter = 'f';
    journal.appendText(
      formatStorageEndJob({ job: facts.job, status: 'f', files: 0, bytes: 0, errors: 1, errorText: '' }),
    );
    await journal.sync();
  }
}

async function keepFacts(directory: ByteString, facts: JournaledFacts): Promise<void> {
  const handle = await open(byteStringToBytes(`${directory}/${FACTS_FILE}`), 'w', 0o600);
  try {
    await handle.writeFile(Buffer.from(JSON.stringify(facts), 'latin1'));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readFacts(directory: ByteString): Promise<{ facts: JournaledFacts; keptAt: Date }> {
  const path = byteStringToBytes(`${directory}/${FACTS_FILE}`);
  const facts = JSON.parse(await readFile(path, 'latin1')) as JournaledFacts;
  if (typeof facts.job !== 'string' || typeof facts.jobId !== 'number') throw new Error('it does not say whose it is');
  return { facts, keptAt: (await stat(path)).mtime };
}
