/** `understudy config status`: where each node and daemon stands to the committed release. */
import { describeError, displayText } from '../../core/index.ts';
import {
  type Commit,
  committedOrRefuse,
  type DaemonStanding,
  type NodeStanding,
  surveyDaemon,
  surveyNode,
} from '../../replication/index.ts';
import { parseArguments } from '../arguments.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { paint } from '../render/colour.ts';
import { formatTime } from '../render/figures.ts';
import { type Column, renderTable } from '../render/table.ts';
import type { Terminal } from '../terminal.ts';
import { commitJson } from './history.ts';
import type { Replication } from './open-replication.ts';
import { readStore } from './open-store.ts';
import { CONFIG_OPTIONS, openFromOptions } from './options.ts';
import { obtainRelease } from './releases.ts';

export async function statusAction(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseArguments(args, CONFIG_OPTIONS, { verb: 'config', positionals: [0, 0] });
  await using replication = await openFromOptions(values, terminal.environment);
  const committed = committedOrRefuse(await readStore(replication));
  const [nodes, daemons] = await survey(replication, committed);
  const inStep =
    nodes.every(({ standing }) => standing === 'in step') && daemons.every(({ standing }) => standing === 'same');
  if (values.json) {
    const value = {
      committed: committed && commitJson(committed),
      nodes: nodes.map(nodeJson),
      daemons: daemons.map(({ name, standing, error }) => ({ name, standing, ...errorJson(error) })),
      inStep,
    };
    await terminal.out(`${JSON.stringify(value)}\n`);
  } else {
    await terminal.out(headline(committed));
    const rows = [...nodes.map(nodeRow), ...daemons.map(daemonRow)];
    await terminal.out(renderTable(rows, COLUMNS, paint(terminal.colours)));
  }
  return inStep ? EXIT.ok : EXIT.failed;
}

async function survey(
  replication: Replication,
  committed: Commit | undefined,
): Promise<[readonly NodeStanding[], readonly DaemonStanding[]]> {
  const { local, peers, daemons } = replication;
  const versions = await local.store.versions();
  const release = committed && (await obtainRelease(replication, committed.digest).catch(() => undefined));
  return Promise.all([
    Promise.all([local, ...peers].map((node) => surveyNode(node, committed))),
    Promise.all(daemons.map((daemon) => surveyDaemon(daemon, release, (place) => versions.get(place) ?? new Set()))),
  ]);
}

const headline = (committed: Commit | undefined): string =>
  committed === undefined
    ? 'Nothing was committed yet: every node reads the files in their places.\n'
    : `Committed: ${committed.digest.slice(0, 12)}, number ${committed.number}, ${formatTime(new Date(committed.atMs).toISOString())}, by ${committed.by}${committed.why === '' ? '' : `: ${committed.why}`}\n`;

interface Row {
  readonly name: string;
  readonly standing: string;
  readonly release: string;
  readonly version: string;
  readonly details: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'Name', value: ({ name }) => name },
  {
    title: 'Standing',
    value: ({ standing }) => standing,
    colour: ({ standing }) => (/^(in step|same)$/.test(standing) ? 'green' : 'red'),
  },
  { title: 'Release', value: ({ release }) => release },
  { title: 'Version', value: ({ version }) => version },
  { title: '', value: ({ details }) => details },
];

function nodeRow({ name, standing, status, error }: NodeStanding): Row {
  const release = status?.current?.slice(0, 12) ?? '';
  return { name, standing, release, version: status?.version ?? '', details: detailsOf(status, error) };
}

function detailsOf(status: NodeStanding['status'], error: unknown): string {
  if (status === undefined) return describeError(error);
  if (status.damaged !== undefined) return status.damaged;
  return status.drift.map(({ place, kind }) => `${displayText(place)} (${kind})`).join(', ');
}

const daemonRow = ({ name, standing, error }: DaemonStanding): Row => ({
  ...{ name, standing, release: '', version: '' },
  details: error === undefined ? '' : describeError(error),
});

const nodeJson = ({ name, standing, status, error }: NodeStanding): object => ({
  ...{ name, standing },
  ...(status && {
    ...{ version: status.version, current: status.current, number: status.number, damaged: status.damaged },
    drift: status.drift.map(({ place, kind }) => ({ file: displayText(place), kind })),
  }),
  ...errorJson(error),
});

const errorJson = (error: unknown): object => (error === undefined ? {} : { error: describeError(error) });
