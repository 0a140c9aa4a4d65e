/** What must be so when all has ended: asked of the Catalog, and of what comes back from the Volumes. */
import type { History } from './history.ts';
import { chain, restoreAndCompare } from './lanes.ts';
import { commentOf, type Office } from './office.ts';
import { bytesOf } from './tree.ts';

export interface Verdict {
  readonly adopted: number;
  readonly restarted: number;
  readonly lost: number;
  readonly restoresAdopted: number;
  readonly restoresRestarted: number;
  /** By adopted Jobs, and by the ones whose place another one took. */
  readonly twiceByAdopted: number;
  readonly twiceByRestarted: number;
}

export interface VerdictOptions {
  readonly folder: string;
  readonly office: Office;
  readonly history: History;
}

/** As many as there are drives. */
const RESTORES_AT_ONCE = 6;

export async function judge(options: VerdictOptions): Promise<Verdict> {
  const { office, history } = options;
  await nothingIsLeft(options);
  await eachOrderOnce(options);
  const adopted = new Set((await office.query<{ jobid: number }>(ADOPTED)).map(({ jobid }) => jobid));
  const good = history.backups.filter(({ status }) => status === 'T');
  const waiting = [...good];
  let twiceByAdopted = 0;
  const restorer = async (): Promise<void> => {
    for (let backup = waiting.shift(); backup !== undefined; backup = waiting.shift()) {
      await rowsAreWhole(options, backup.jobId);
      const found = await restoreAndCompare(options, backup);
      if (found === undefined) continue;
      const [job] = await office.query<{ bytes: string }>(
        `SELECT jobbytes AS bytes FROM job WHERE jobid = ${backup.jobId}`,
      );
      const more = Number(job?.bytes) - bytesOf(found);
      if (more === 0) continue;
      history.accuse(`${chain(backup)} of ${backup.lane.job} counts ${more} bytes more than it holds`);
      if (adopted.has(backup.jobId)) twiceByAdopted += Math.max(0, more);
    }
  };
  await Promise.all(Array.from({ length: RESTORES_AT_ONCE }, restorer));
  const all = [...history.backups, ...history.restores];
  const predecessors = all.flatMap(({ attempts }) => attempts.slice(0, -1));
  const [twice] = await office.query<{ bytes: string }>(
    `SELECT coalesce(sum(jobbytes), 0) AS bytes FROM job WHERE jobid = ANY ('{${predecessors.join(',')}}')`,
  );
  const isAdopted = ({ jobId }: { readonly jobId: number }): boolean => adopted.has(jobId);
  const isRestarted = ({ attempts }: { readonly attempts: readonly number[] }): boolean => attempts.length > 1;
  return {
    adopted: history.backups.filter(isAdopted).length,
    restarted: history.backups.filter(isRestarted).length,
    lost: all.filter(({ status }) => status !== 'T').length,
    restoresAdopted: history.restores.filter(isAdopted).length,
    restoresRestarted: history.restores.filter(isRestarted).length,
    twiceByAdopted,
    twiceByRestarted: Number(twice?.bytes ?? 0),
  };
}

/** Jobs that a later Director followed to their end. */
const ADOPTED = `SELECT DISTINCT jobid FROM log WHERE logtext LIKE '%The Director that began this Job ended without a word%'`;

/** Each is over, and nothing waits for another Director. */
async function nothingIsLeft({ office, history }: VerdictOptions): Promise<void> {
  const unfinished = await office.query<{ jobid: number; jobstatus: string }>(
    `SELECT jobid, jobstatus FROM job WHERE jobstatus NOT IN ('T', 'W', 'E', 'e', 'f', 'A', 'I', 'D', 'N') OR endtime IS NULL`,
  );
  for (const { jobid, jobstatus } of unfinished) history.accuse(`JobId ${jobid} is left over as ${jobstatus}`);
  for (const table of ['journal', 'job_order', 'ingest']) {
    const rows = await office.query<{ jobid: number }>(`SELECT jobid FROM understudy.${table}`);
    for (const { jobid } of rows) history.accuse(`understudy.${table} has a row of JobId ${jobid}, which is over`);
  }
}

/** One row a try, each try but the first in the place of the one before, and one end each. */
async function eachOrderOnce({ office, history }: VerdictOptions): Promise<void> {
  const rows = await office.query<{ comment: string; jobid: number; predecessor: number | null; ends: number }>(
    `SELECT comment, job.jobid, predecessor, (SELECT count(*)::integer FROM log WHERE log.jobid = job.jobid AND
            logtext ~ 'Termination:') AS ends
       FROM job LEFT JOIN understudy.restart USING (jobid) ORDER BY job.jobid`,
  );
  const known = new Set<string>();
  const ofOrder = Map.groupBy(rows, ({ comment }) => comment);
  for (let order = 1; order <= office.orders; order++) {
    const comment = commentOf(order);
    known.add(comment);
    const [first, ...later] = ofOrder.get(comment) ?? [];
    if (first === undefined) history.accuse(`${comment} has no Job`);
    let before = first?.jobid;
    for (const { jobid, predecessor } of later) {
      if (predecessor !== before) history.accuse(`${comment} has run as JobId ${jobid}, too, in nobody's place`);
      before = jobid;
    }
  }
  for (const [comment, [row]] of ofOrder) {
    if (!known.has(comment)) history.accuse(`JobId ${row?.jobid} ("${comment}") was never ordered`);
  }
  const given = new Set(rows.flatMap(({ predecessor }) => predecessor ?? []));
  for (const { jobid, ends } of rows) {
    // Of one whose daemons had not begun, its log says that another one takes its place.
    if (ends !== 1 && !(ends === 0 && given.has(jobid)))
      history.accuse(`JobId ${jobid} has ${ends} reports of its end`);
  }
}

/** Files and their places on Volumes, each once and none missing. */
async function rowsAreWhole({ office, history }: VerdictOptions, jobId: number): Promise<void> {
  const [files] = await office.query<{ rows: number; indexes: number; greatest: number; counted: number }>(
    `SELECT count(*)::integer AS rows, count(DISTINCT fileindex)::integer AS indexes, coalesce(max(fileindex), 0) AS greatest,
            (SELECT jobfiles FROM job WHERE jobid = ${jobId}) AS counted FROM file WHERE jobid = ${jobId}`,
  );
  if (files === undefined) return;
  const { rows, indexes, greatest, counted } = files;
  if (new Set([rows, indexes, greatest, counted]).size > 1) {
    history.accuse(
      `JobId ${jobId} has ${rows} File rows with ${indexes} numbers up to ${greatest} for ${counted} files`,
    );
  }
  const spans = await office.query<{ first: number; last: number; times: number }>(
    `SELECT firstindex AS first, lastindex AS last, count(*)::integer AS times FROM jobmedia WHERE jobid = ${jobId}
      GROUP BY mediaid, firstindex, lastindex, startfile, endfile, startblock, endblock ORDER BY firstindex, lastindex`,
  );
  let told = 0;
  for (const { first, last, times } of spans) {
    if (times > 1) history.accuse(`JobId ${jobId} has ${times} JobMedia rows of the files ${first} to ${last}`);
    if (first > told + 1) history.accuse(`JobId ${jobId} has no JobMedia row of file ${told + 1}`);
    told = Math.max(told, last);
  }
  if (told !== counted) history.accuse(`JobId ${jobId} has JobMedia rows up to file ${told} of ${counted}`);
}
