/** Journals that lie at Storage Daemons for Jobs that nobody wants: finished ones, and those that are gone (docs/decisions/0050). */
import { jobsAmong } from '../../catalog/index.ts';
import type { StorageResource } from '../../config/index.ts';
import { type ByteString, describeError, displayText } from '../../core/index.ts';
import { isTermination, journalCommand, journalReply, type ListedJournal, SIGNAL } from '../../protocol/index.ts';
import { callStorage, storageName } from '../job/connect.ts';
import { cancelAtStorage } from '../job/conversation.ts';
import { DaemonLostError } from '../job/errors.ts';
import { nextText } from '../journal/say-epoch.ts';
import type { DirectorMessages } from '../messages/index.ts';
import type { Generation } from './generation.ts';
import { type Rewritten, rewriteLost } from './lost-jobs.ts';
import type { JobOffice } from './order.ts';

const CALL_MS = 10_000;
/** A Job that the Catalog has lost writes on a Volume that others want, until it has its rows again. */
const PAUSE_MS_MIN = 5_000;
const PAUSE_MS_MAX = 30 * 60_000;

/** A later round is about the same Storages, and takes the place of one that still waits for them. */
const rounds = new WeakMap<JobOffice, AbortController>();

/** What becomes of Jobs that the Catalog had lost. */
export interface LostJobs {
  /** They are there again, unfinished. */
  readonly found: () => Promise<unknown>;
  readonly say: DirectorMessages['say'];
}

interface Asking {
  readonly under: Generation;
  readonly office: JobOffice;
  readonly lost: LostJobs;
}

/** Each Storage once, all at once; a genuine one notices nothing, one that is away is asked when it is back. */
export async function forgetUnwanted(
  under: Generation,
  office: JobOffice,
  signal: AbortSignal,
  lost: LostJobs = { found: async () => {}, say: () => {} },
): Promise<void> {
  rounds.get(office)?.abort();
  const round = new AbortController();
  rounds.set(office, round);
  const until = AbortSignal.any([signal, round.signal]);
  await Promise.all(
    [...under.config.storages.values()].map((storage) => untilAsked(storage, { under, office, lost }, until)),
  );
}

async function untilAsked(storage: StorageResource, asking: Asking, signal: AbortSignal) {
  const { logger, clock } = asking.under.tools;
  for (let pauseMs = PAUSE_MS_MIN; !signal.aborted; pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX)) {
    try {
      return await forgetAt(storage, asking, signal);
    } catch (error) {
      const facts = { storage: displayText(storage.name), error: describeError(error) };
      if (!signal.aborted) logger.debug(facts, 'A Storage cannot be asked for its journals');
      await clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  }
}

async function forgetAt(storage: StorageResource, { under, office, lost }: Asking, signal: AbortSignal) {
  const { tools } = under;
  const dialled = await callStorage(storage, tools, { patienceMs: CALL_MS, signal });
  const { connection, extension } = dialled;
  await using _ = connection;
  if (extension === undefined) return;
  await connection.send(journalCommand.list.format({}));
  const listed = await listOf(connection, storageName(storage));
  const known = new Map<ByteString, boolean>();
  const rows = listed.length === 0 ? [] : await tools.catalog.query(jobsAmong(listed.map(({ job }) => job)));
  for (const { job, open } of rows) known.set(job, open);
  const unknown = listed.filter(({ job }) => !known.has(job) && !isActive(job, office));
  const rewritten = new Map<ByteString, Rewritten>();
  try {
    await rewriteLost(unknown, { storage, dialled, under, signal, rewritten });
  } finally {
    if (rewritten.size > 0) await lost.found();
  }
  // What the Catalog says now must be what it says after a failover, too.
  if (listed.length > 0) await tools.leadership.durable();
  for (const { job, ended } of listed) {
    if (rewritten.get(job)?.hasJournal) continue;
    const open = known.get(job);
    if (open === true || (isActive(job, office) && !rewritten.has(job))) continue;
    if (open === undefined && !ended && !rewritten.has(job)) {
      // Without a cluster it may be another Director's.
      if (tools.leadership.epoch === 0n) continue;
      const answer = displayText((await cancelAtStorage(storage, tools, job)).join('').trim());
      lost.say(
        'warning',
        `Job ${job} ran at ${storageName(storage)}, and the Catalog has never heard of it: canceled there (${answer}). Run it again`,
      );
    }
    tools.logger.info(
      { job: displayText(job), storage: displayText(storage.name) },
      'A journal is not wanted any more',
    );
    await connection.send(journalCommand.forget.format({ job }));
    await nextText(connection, storageName(storage), 'its answer to journal forget', signal);
  }
}

const isActive = (job: ByteString, { registry }: JobOffice): boolean =>
  registry.active().some(({ identity }) => identity.job === job);

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
