import { type HistoryEntry, readCluster, readHistory } from '../../ha/index.ts';
import { parseArguments, parseNumber } from '../arguments.ts';
import { parseOffice } from '../cluster/hand-over.ts';
import { CLUSTER_HELP, CLUSTER_OPTIONS, openCluster } from '../cluster/open.ts';
import { EXIT } from '../exit-codes.ts';
import { paint } from '../render/colour.ts';
import { formatDuration, formatTime } from '../render/figures.ts';
import { renderTable } from '../render/table.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = { ...CLUSTER_OPTIONS, office: { type: 'string' }, limit: { type: 'string' } } as const;
const LIMIT = 20;

export const verb: Verb = {
  usage: `understudy history [--office catalog|director] [--limit N] [-n FILE] [--json]

Who led, from when to when, and why it began and ended. Epochs and their order are etcd's; times are those of the clocks of the nodes
that wrote them. The last 1000 leaderships of each office are remembered.

  --office OFFICE          of this office alone
  --limit N                the last so many (default: ${LIMIT})
  ${CLUSTER_HELP}`,

  async run(args, terminal) {
    const { values } = parseArguments(args, OPTIONS, { verb: 'history', positionals: [0, 0] });
    const office = parseOffice(values.office, 'history');
    const limit = parseNumber(values.limit, 'limit', 'history') ?? LIMIT;
    await using opened = await openCluster(values, terminal);
    await readCluster(opened.dcs);
    const all = (await readHistory(opened.dcs)).filter((entry) => office === undefined || entry.office === office);
    const shown = limit === 0 ? [] : all.slice(-limit);
    await terminal.out(values.json ? `${JSON.stringify(shown)}\n` : renderHistory(shown, terminal.colours));
    return EXIT.ok;
  },
};

const renderHistory = (entries: readonly HistoryEntry[], colours: boolean): string =>
  renderTable(
    entries,
    [
      { title: 'Epoch', value: (e) => String(e.epoch), right: true },
      { title: 'Office', value: (e) => e.office },
      { title: 'Node', value: (e) => e.name },
      { title: 'Began', value: (e) => formatTime(e.began) },
      { title: 'Ended', value: (e) => formatTime(e.ended) },
      { title: 'Lasted', value: lasted, right: true },
      { title: 'Why it began', value: (e) => e.why },
      { title: 'How it ended', value: (e) => (e.how === undefined ? 'leads' : `${e.how}: ${e.end}`) },
    ],
    paint(colours),
  );

const lasted = ({ began, ended }: HistoryEntry): string =>
  began === undefined || ended === undefined ? '' : formatDuration((Date.parse(ended) - Date.parse(began)) / 1000);
