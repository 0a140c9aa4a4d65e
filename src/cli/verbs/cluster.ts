import { setTimeout as sleep } from 'node:timers/promises';
import { displayText } from '../../core/index.ts';
import { clusterStatus, readCluster } from '../../ha/index.ts';
import { parseArguments } from '../arguments.ts';
import { CLUSTER_HELP, CLUSTER_OPTIONS, openCluster } from '../cluster/open.ts';
import { EXIT } from '../exit-codes.ts';
import { renderCluster } from '../render/cluster.ts';
import { paint } from '../render/colour.ts';
import type { Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = { ...CLUSTER_OPTIONS, watch: { type: 'boolean', short: 'w' } } as const;
const WATCH_MS = 1_000;
const CLEAR = '\x1b[H\x1b[J';

export const verb: Verb = {
  usage: `understudy cluster [--watch] [-n FILE] [--json]

Who leads, who stands by and how far behind, what an operator has laid down. Asks etcd itself: it works when no Director lives.
Times are those of the members' own clocks.

  -w, --watch              again every second, until Ctrl-C
  ${CLUSTER_HELP}

The exit code is 1 where nobody holds the Catalog.`,

  async run(args, terminal) {
    const { values } = parseArguments(args, OPTIONS, { verb: 'cluster', positionals: [0, 0] });
    await using opened = await openCluster(values, terminal);
    const name = displayText(opened.cluster.name);
    for (;;) {
      const status = clusterStatus(await readCluster(opened.dcs));
      const text = values.json ? `${JSON.stringify(status)}\n` : renderCluster(name, status, paint(terminal.colours));
      await terminal.out(values.watch && !values.json ? onScreen(text, terminal) : text);
      if (!values.watch) return status.catalog.leader === undefined ? EXIT.failed : EXIT.ok;
      await sleep(WATCH_MS, undefined, { signal: terminal.signal });
    }
  },
};

const onScreen = (text: string, { redraws, colours }: Terminal): string =>
  redraws && colours ? `${CLEAR}${text}` : `${text}\n`;
