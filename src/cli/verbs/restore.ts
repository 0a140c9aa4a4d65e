import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import { CONNECTION_OPTIONS, parseArguments, parseJobId, parseNumber, parseTime } from '../arguments.ts';
import { connect } from '../connect.ts';
import { UnreadableFileError, UsageError } from '../errors.ts';
import { type Queued, reportQueued } from '../follow.ts';
import { type PathJson, pathsOfList, pathToJson } from '../path-list.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  'job-id': { type: 'string', short: 'j' },
  client: { type: 'string', short: 'c' },
  fileset: { type: 'string' },
  before: { type: 'string', short: 'b' },
  bootstrap: { type: 'string' },
  'files-from': { type: 'string' },
  null: { type: 'boolean', short: '0' },
  'restore-job': { type: 'string' },
  to: { type: 'string' },
  where: { type: 'string' },
  replace: { type: 'string' },
  'regex-where': { type: 'string' },
  'strip-prefix': { type: 'string' },
  'add-prefix': { type: 'string' },
  'add-suffix': { type: 'string' },
  'prefix-links': { type: 'boolean' },
  storage: { type: 'string' },
  priority: { type: 'string' },
  when: { type: 'string' },
  comment: { type: 'string' },
  wait: { type: 'boolean', short: 'w' },
} as const;
const REPLACE = ['Always', 'IfNewer', 'IfOlder', 'Never'];

export const verb: Verb = {
  usage: `understudy restore (--client NAME | --job-id N | --bootstrap FILE) [OPTIONS] [FILE…]

Queues a restore of the files and folders that are named, or of everything. "*", "?" and "**" stand for names.

Where the files come from:
  -c, --client NAME     what this Client has now, as the Catalog knows it
  -b, --before TIME     … what it had then: "2026-11-20 09:45"
  --fileset NAME        … where it is backed up with several
  -j, --job-id N        what this one Job saved
  --bootstrap FILE      a bootstrap file on this machine
  --files-from FILE     more names, one a line ("-": standard input); -0, --null: each ends with a NUL byte

Where they go:
  --where FOLDER        in front of every path; "/": the original place. Otherwise as the restore Job says
  --to NAME             another Client
  --replace HOW         Always, IfNewer, IfOlder or Never
  --strip-prefix, --add-prefix, --add-suffix TEXT, --regex-where LIST, --prefix-links

  --restore-job NAME    the Job resource to use; otherwise the first of Type Restore
  -w, --wait            wait for the end; the exit code is 0 or 1 as the Job ended
  --storage NAME, --priority N, --when TIME, --comment TEXT, --json`,

  async run(args, terminal) {
    const { values, positionals } = parseArguments(args, OPTIONS, {
      verb: 'restore',
      positionals: [0, Number.POSITIVE_INFINITY],
    });
    const listed = values['files-from'] === undefined ? [] : await fileList(values['files-from'], values.null === true);
    const files = [...positionals, ...listed];
    if (values['files-from'] !== undefined && files.length === 0)
      throw new UsageError('--files-from names no file', 'restore');
    const api = connect(values, terminal);
    const queued = await api.post<Queued>('/restores', {
      from: await source(values),
      ...(files.length > 0 && { files }),
      job: values['restore-job'],
      client: values.to,
      where: values.where,
      replace: replaceMode(values.replace),
      regexWhere: values['regex-where'],
      stripPrefix: values['strip-prefix'],
      addPrefix: values['add-prefix'],
      addSuffix: values['add-suffix'],
      prefixLinks: values['prefix-links'],
      storage: values.storage,
      priority: parseNumber(values.priority, 'priority', 'restore'),
      when: parseTime(values.when, 'when', 'restore'),
      comment: values.comment,
    });
    return await reportQueued(api, queued, { wait: values.wait === true, json: values.json === true }, terminal);
  },
};

interface SourceFlags {
  readonly client?: string;
  readonly fileset?: string;
  readonly before?: string;
  readonly 'job-id'?: string;
  readonly bootstrap?: string;
}

async function source(flags: SourceFlags): Promise<object> {
  const { client, fileset, before, 'job-id': jobId, bootstrap } = flags;
  if ([client, jobId, bootstrap].filter((flag) => flag !== undefined).length !== 1) {
    throw new UsageError('One of --client, --job-id and --bootstrap says where the files come from', 'restore');
  }
  if (client === undefined && (before ?? fileset) !== undefined) {
    throw new UsageError('--before and --fileset go with --client', 'restore');
  }
  if (jobId !== undefined) return { jobId: parseJobId(jobId, 'restore') };
  if (bootstrap !== undefined) return { bootstrap: pathToJson(await readBytes('bootstrap file', bootstrap)) };
  return { client, fileSet: fileset, before: parseTime(before, 'before', 'restore') };
}

async function readBytes(what: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UnreadableFileError(what, path, error);
  }
}

async function fileList(path: string, nulls: boolean): Promise<readonly PathJson[]> {
  const bytes =
    path === '-'
      ? Buffer.from(await readStream(process.stdin.setEncoding('latin1')), 'latin1')
      : await readBytes('list', path);
  return pathsOfList(bytes, nulls ? '\0' : '\n');
}

function replaceMode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const found = REPLACE.find((mode) => mode.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw new UsageError(`--replace ${text} is none of ${REPLACE.join(', ')}`, 'restore');
  return found;
}
