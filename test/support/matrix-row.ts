/**
 * What each combination of a Director, a Storage and a Client has to do: save the special tree, see what changed in it,
 * find nothing when nothing did, and bring all of it back. Every combination has a source of its own.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { compareTrees, genuineLosses } from './compare-tree.ts';
import { changeTree } from './many-files.ts';
import type { Level, Maker, MatrixJob } from './matrix-director.ts';
import { type MatrixStage, type Pair, pairName } from './matrix-stage.ts';
import { run } from './program.ts';
import { LARGE_FILE, makeSpecialTree } from './tree.ts';

export interface RowOptions {
  /** Also a file of more than 4 GiB, nearly all of it a hole, which a genuine Client reads nevertheless. */
  readonly large?: boolean;
  /** Also a Differential after that. */
  readonly differential?: boolean;
}

export async function playRow(t: ExecutionContext, stage: MatrixStage, pair: Pair, options: RowOptions = {}) {
  const { large = false, differential = false } = options;
  const links = linksOf(stage, pair);
  const name = pairName(pair);
  const source = join(stage.folder, name);
  await makeSpecialTree(source, { large });

  const ends = (job: MatrixJob): MatrixJob => {
    if (job.status !== 'T') t.log(job.log);
    t.like(job, { status: 'T', errors: 0 });
    return job;
  };
  const saves = async (level: Level, accurate = true): Promise<MatrixJob> => {
    const job = ends(await stage.director.backUp(name, level, accurate));
    t.is(job.level, level.charAt(0));
    t.deepEqual(linksIn(job.log).sort(), links.toSorted()); // who is called first is the Director's choice
    return job;
  };
  const comesBack = async (what: string): Promise<MatrixJob> => {
    const where = join(stage.folder, 'restored');
    const job = ends(await stage.director.restore({ client: stage.client(pair.client).name, fileSet: name, where }));
    const losses = pair.client === 'ours' ? {} : genuineLosses(pair.client);
    const differences = await compareTrees(source, join(where, source), { sparse: true, ...losses });
    if (differences.length > 0) t.log(job.log);
    t.deepEqual(differences, [], what);
    await run(['rm', '-rf', where]);
    return job;
  };

  const full = await saves('Full');
  if (large) {
    t.is((await comesBack('the Full')).files, full.files);
    await rm(join(source, LARGE_FILE));
  }
  // What has a time to come looks changed for ever.
  for (const name of ['after-2038', 'future']) await rm(join(source, 'times', name));
  await changeTree(source, 1);
  await sleep(1100); // the Catalog's times are whole seconds
  const { files } = await saves('Incremental');
  t.true(files > 0 && files < full.files / 2, `${files} files in the Incremental, ${full.files} in the Full`);
  t.is((await saves('Incremental', false)).files, 0, 'by their times alone no file has changed since');
  await comesBack('Full and Incremental: added, changed, renamed, deleted');
  if (!differential) return;
  await changeTree(source, 2);
  await saves('Differential');
  await comesBack('Full and Differential');
}

/** Nothing can be saved, for the reason that is given. */
export async function failsRow(t: ExecutionContext, stage: MatrixStage, pair: Pair, why: RegExp): Promise<void> {
  const { status, log } = await stage.director.backUp(pairName(pair), 'Full');
  t.is(status, 'f');
  t.regex(log, why);
}

/** How the Director came to the Storage and to the Client, and the Client to the Storage, as far as the log tells. */
const linksIn = (log: string): string[] =>
  [...log.matchAll(/: Connected to ((?:Storage|Client) .*(?:with TLS|without encryption))$/gm)].map(([, link = '']) =>
    link.replace(/ .* at \S+| at \S+/, ''),
  );

/** TLS wherever both can: with certificates all of them, with the password for a key all but 9.6.7, which tells nothing. */
function linksOf({ maker: director, tls, storageCalls }: MatrixStage, { storage, client }: Pair): string[] {
  const link = (from: Maker, role: string, to: Maker) => {
    const encrypted = tls === 'certificate' || (tls === undefined && from !== '9.6.7' && to !== '9.6.7');
    return from === '9.6.7' ? [] : [`${role} ${encrypted ? 'with TLS' : 'without encryption'}`];
  };
  // A Director 9.6.7 takes what a Client 15.0.3 says there for another kind of message, which it does not keep.
  const silent = director === '9.6.7' && client === '15.0.3';
  return [
    ...link(director, 'Storage', storage),
    ...link(director, 'Client', client),
    ...(storageCalls ? link(storage, 'Client', client) : silent ? [] : link(client, 'Storage', storage)),
  ];
}
