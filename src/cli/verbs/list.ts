import { CONNECTION_OPTIONS, parseArguments, parseJobId, parseNumber } from '../arguments.ts';
import { connect } from '../connect.ts';
import type { Api, Query } from '../connection/api.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { paint } from '../render/colour.ts';
import { LISTS } from '../render/lists.ts';
import { renderTable } from '../render/table.ts';
import type { Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';
import { listFiles } from './list-files.ts';

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  name: { type: 'string' },
  client: { type: 'string' },
  status: { type: 'string' },
  level: { type: 'string' },
  type: { type: 'string' },
  before: { type: 'string' },
  limit: { type: 'string' },
  pool: { type: 'string' },
  long: { type: 'boolean', short: 'l' },
} as const;

export const verb: Verb = {
  usage: `understudy list jobs [--name JOB] [--client NAME] [--status T] [--level F] [--type B] [--limit N] [--before JOBID]
understudy list volumes [--pool NAME]
understudy list pools | clients | storages | filesets
understudy list files JOBID [--long]
understudy list joblog JOBID

What the Catalog knows. Jobs come newest first, 50 unless --limit says otherwise; --status, --level and --type are the
Catalog's letters (T good, W with warnings, E and f failed, A canceled; F, D, I; B backup, R restore). --json for
programs.`,

  async run(args, terminal) {
    const { values, positionals } = parseArguments(args, OPTIONS, {
      verb: 'list',
      positionals: [1, 2],
      wants: `to know what: ${KINDS}`,
    });
    const [what = '', which] = positionals;
    const api = connect(values, terminal);
    if (what === 'joblog') await printLog(api, parseJobId(which, 'list'), values.json === true, terminal);
    else if (what === 'files') {
      await listFiles(
        api,
        parseJobId(which, 'list'),
        { json: values.json === true, long: values.long === true },
        terminal,
      );
    } else {
      if (which !== undefined) throw new UsageError(`list ${what} does not understand "${which}"`, 'list');
      const query = {
        ...pick(values, ['name', 'client', 'status', 'level', 'type', 'pool']),
        before: parseNumber(values.before, 'before', 'list'),
        limit: parseNumber(values.limit, 'limit', 'list'),
      };
      await printTable(api, what, query, values.json === true, terminal);
    }
    return EXIT.ok;
  },
};

const pick = (values: Record<string, unknown>, names: readonly string[]): Query =>
  Object.fromEntries(names.flatMap((name) => (typeof values[name] === 'string' ? [[name, values[name]]] : [])));

const KINDS = [...Object.keys(LISTS), 'files', 'joblog'].join(', ');

async function printTable(api: Api, what: string, query: Query, json: boolean, terminal: Terminal): Promise<void> {
  const columns = Object.hasOwn(LISTS, what) ? LISTS[what] : undefined;
  if (columns === undefined) {
    throw new UsageError(`list ${what}: there are ${KINDS}`, 'list');
  }
  const rows = await api.get<readonly Record<string, never>[]>(`/${what}`, query);
  await terminal.out(json ? `${JSON.stringify(rows)}\n` : renderTable(rows, columns, paint(terminal.colours)));
}

async function printLog(api: Api, jobId: number, json: boolean, terminal: Terminal): Promise<void> {
  const lines = await api.get<readonly { at: string; text: string }[]>(`/jobs/${jobId}/log`);
  if (json) await terminal.out(`${JSON.stringify(lines)}\n`);
  else if (lines.length === 0) await terminal.out('Nothing to list.\n');
  else await terminal.out(lines.map(({ text }) => text).join(''));
}
