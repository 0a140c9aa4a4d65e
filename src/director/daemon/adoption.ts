/**
 * What a Director that starts does with journals (docs/decisions/0050): Jobs without an end record that have one are adopted,
 * and what lies at Storage Daemons for Jobs that nobody wants is forgotten there.
 */
import { failInterruptedJournal, insertLog, jobsAmong, type UnfinishedJob } from '../../catalog/index.ts';
import type { StorageResource } from '../../config/index.ts';
import { type ByteString, describeError, displayText } from '../../core/index.ts';
import { isTermination, journalCommand, journalReply, type ListedJournal, SIGNAL } from '../../protocol/index.ts';
import { type Resumed, resumedBackup } from '../job/backup-brief.ts';
import { callStorage, storageName } from '../job/connect.ts';
import { DaemonLostError } from '../job/errors.ts';
import { Job } from '../job/job.ts';
import { adoptedBackup } from '../journal/adopted-backup.ts';
import { nextText } from '../journal/say-epoch.ts';
import { directorText } from '../messages/index.ts';
import type { Generation } from './generation.ts';
import { type JobOffice, jobHooks } from './order.ts';
import type { Successor } from './succession.ts';

/** How long other Jobs of a Storage wait at most for what its journals tell. */
const HELD_BACK_MS = 60_000;

export interface Adopter extends Successor {
  /** Tells the daemons of a Job that cannot be adopted to stop. */
  readonly stop: (job: UnfinishedJob) => void;
}

export async function adoptJobs(rows: readonly UnfinishedJob[], adopter: Adopter): Promise<void> {
  for (const row of rows) {
    const resumed = row.type === 'B' ? resumedBackup(row, adopter.under.config) : 'only backups are adopted';
    if (typeof resumed === 'string') await giveUp(row, resumed, adopter);
    else adopt(row, resumed, adopter);
  }
}

function adopt(row: UnfinishedJob, resumed: Resumed, { under, office, resume }: Adopter): void {
  const { tools } = under;
  const { jobId, job: name, client, level } = row;
  const identity = {
    jobId,
    job: name,
    name: row.name,
    client,
    type: 'B' as const,
    priority: resumed.brief.priority,
    scheduledAt: row.schedTime ?? row.startTime ?? tools.clock.now(),
    ignoresDuplicates: true,
  };
  const job = new Job(identity, level, jobHooks({ messages: resumed.facts.resource.messages }, jobId, under, office));
  job.startedAt = row.startTime ?? tools.clock.now();
  job.workingSince = job.startedAt;
  job.storage = resumed.storage.name;
  job.device = resumed.brief.device;
  const caughtUp = Promise.withResolvers<void>();
  setTimeout(caughtUp.resolve, HELD_BACK_MS).unref();
  tools.journals.holdBack(resumed.storage.name, caughtUp.promise);
  void resume(job, adoptedBackup(job, { row, resumed, onCaughtUp: caughtUp.resolve }, tools));
}

async function giveUp(row: UnfinishedJob, why: string, { under, stop }: Adopter): Promise<void> {
  const { tools, config } = under;
  const { catalog, clock, director, logger } = tools;
  logger.warn({ jobId: row.jobId, why }, 'A Job of a Director that died cannot be adopted and is marked as failed');
  await catalog.execute(failInterruptedJournal(row.jobId));
  const sentence = `The Director ended without a word while this Job ran, and it cannot be adopted: ${why}. Run it again`;
  const text = directorText(director.name, row.jobId, 'fatal', sentence);
  await catalog.execute(insertLog(row.jobId, [{ time: clock.now(), text }]));
  stop(row);
  const storage = config.storages.get(row.storage);
  if (storage !== undefined) tools.journals.forget(storage, row.job, tools);
}

const CALL_MS = 10_000;

/** Each Storage is asked once, all at once; a genuine one notices nothing, one that does not answer is let be. */
export async function forgetUnwanted(under: Generation, office: JobOffice, signal: AbortSignal): Promise<void> {
  const asked = [...under.config.storages.values()].map((storage) =>
    forgetAt(storage, under, office, signal).catch((error) => {
      const facts = { storage: displayText(storage.name), error: describeError(error) };
      if (!signal.aborted) under.tools.logger.debug(facts, 'A Storage cannot be asked for its journals');
    }),
  );
  await Promise.all(asked);
}

async function forgetAt(storage: StorageResource, under: Generation, office: JobOffice, signal: AbortSignal) {
  const { tools } = under;
  const { connection, extension } = await callStorage(storage, tools, { patienceMs: CALL_MS, signal });
  await using _ = connection;
  if (extension === undefined) return;
  await connection.send(journalCommand.list.format({}));
  const listed = await listOf(connection, storageName(storage));
  const known = new Map<ByteString, boolean>();
  const rows = listed.length === 0 ? [] : await tools.catalog.query(jobsAmong(listed.map(({ job }) => job)));
  for (const { job, open } of rows) known.set(job, open);
  for (const { job, ended } of listed) {
    const open = known.get(job);
    const isActive = office.registry.active().some(({ identity }) => identity.job === job);
    // A running Job that this Catalog has never heard of may be another one's.
    if (isActive || open === true || (open === undefined && !ended)) continue;
    tools.logger.info(
      { job: displayText(job), storage: displayText(storage.name) },
      'A journal is not wanted any more',
    );
    await connection.send(journalCommand.forget.format({ job }));
    await nextText(connection, storageName(storage), 'its answer to journal forget', signal);
  }
}

async function listOf(connection: Awaited<ReturnType<typeof callStorage>>['connection'], storage: string) {
  const listed: ListedJournal[] = [];
  for (;;) {
    const frame = await connection.receive({ timeoutMs: CALL_MS });
    if (frame === undefined || (frame.kind === 'signal' && isTermination(frame.signal))) {
      throw new DaemonLostError(storage, 'its journals');
    }
    if (frame.kind === 'signal' && frame.signal === SIGNAL.EOD) return listed;
    const journal = frame.kind === 'data' ? journalReply.listed.parse(frame.payload.toString('latin1')) : undefined;
    if (journal !== undefined && listed.length < JOURNALS_MAX) listed.push(journal);
  }
}

const JOURNALS_MAX = 10_000;
