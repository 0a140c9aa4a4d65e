/** A backup that is under way when the blow falls: what becomes of it, at a cluster that has Jobs. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DaemonsOfHosts } from '../../test/support/cluster-hosts/our-hosts.ts';
import { BACKUP_JOB } from '../../test/support/director-config.ts';
import { startOurFileDaemon } from '../../test/support/our-file-daemon.ts';
import { startOurStorageDaemon } from '../../test/support/our-storage-daemon.ts';
import { pseudoRandomBytes } from '../../test/support/pseudo-random.ts';
import { makeTempDir } from '../../test/support/temp-dir.ts';
import { until } from '../../test/support/wait.ts';
import type { Office } from '../endurance/office.ts';

export interface JobOutcome {
  /** `undisturbed`: no other Director has had to look after it. */
  readonly fate: 'undisturbed' | 'adopted' | 'restarted' | 'lost';
  readonly bytesTwice: number;
}

const FILES = 32;
const FILE_BYTES = 100_000;
/** Eight seconds: longer than any takeover, and not much longer, since each run waits for its end. */
const BANDWIDTH = '400 kb/s';

/** One Client and one Storage of ours with something to save. */
export const slowDaemons: DaemonsOfHosts = async (stack, gateway) => {
  const tree = stack.use(await makeTempDir('tree')).path;
  for (let file = 0; file < FILES; file++) {
    await writeFile(join(tree, `file-${file}`), pseudoRandomBytes(FILE_BYTES, file));
  }
  const client = stack.use(await startOurFileDaemon({ directives: { 'FD Address': '0.0.0.0' } }));
  const storage = stack.use(await startOurStorageDaemon({ directives: { 'SD Address': '0.0.0.0' } }));
  return {
    config: {
      ...{ fileDaemons: [client], storageDaemons: [storage] },
      // A byte of a file is a byte of the Job: records of sparse files carry their place, too.
      fileSets: [{ files: [tree], options: { Signature: 'SHA1', Sparse: false } }],
      jobDirectives: { 'Maximum Bandwidth': BANDWIDTH },
      clientDirectives: { Address: gateway },
      storageDirectives: { Address: gateway },
    },
    log: async () => `${await client.log()}\n${await storage.log()}`,
  };
};

/** Resolves when its rows come; what it resolves to waits for its end. */
export async function beginBackup(office: Office): Promise<() => Promise<JobOutcome>> {
  const first = await office.order('/jobs', { job: BACKUP_JOB, level: 'Full' });
  let seen = '';
  const rows = async (): Promise<boolean> => {
    const [row] = await office.query<{ status: string; rows: number }>(
      `SELECT jobstatus AS status, (SELECT count(*)::integer FROM file WHERE file.jobid = job.jobid) AS rows
         FROM job WHERE jobid = ${first}`,
    );
    const said = await office.query<{ text: string }>(
      `SELECT logtext AS text FROM log WHERE jobid = ${first} ORDER BY logid`,
    );
    seen = `${JSON.stringify(row)}\n${said.map(({ text }) => text).join('')}`;
    return (row?.rows ?? 0) > 0;
  };
  await until(rows, { everyMs: 250, what: () => `rows of JobId ${first}: ${seen}` });
  return async () => {
    const { jobId, status, attempts } = await office.ended(first);
    const [told] = await office.query<{ bytes: string; adopted: boolean }>(
      `SELECT sum(jobbytes) AS bytes, EXISTS (SELECT FROM log WHERE jobid = ${jobId}
               AND logtext LIKE '%The Director that began this Job ended without a word%') AS adopted
         FROM job WHERE jobid = ANY ('{${attempts.join(',')}}')`,
    );
    const bytesTwice = Math.max(0, Number(told?.bytes ?? 0) - FILES * FILE_BYTES);
    if (status !== 'T') return { fate: 'lost', bytesTwice };
    if (attempts.length > 1) return { fate: 'restarted', bytesTwice };
    return { fate: told?.adopted ? 'adopted' : 'undisturbed', bytesTwice };
  };
}
