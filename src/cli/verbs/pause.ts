import { pauseCluster, pauseIsKept } from '../../ha/index.ts';
import { parseArguments } from '../arguments.ts';
import { follow, WAIT_OPTIONS } from '../cluster/follow.ts';
import { CLUSTER_HELP, CLUSTER_OPTIONS, openCluster } from '../cluster/open.ts';
import { EXIT } from '../exit-codes.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = { ...CLUSTER_OPTIONS, ...WAIT_OPTIONS, why: { type: 'string' } } as const;
const SECONDS = 15;

export const verb: Verb = {
  usage: `understudy pause [--why TEXT] [--no-wait] [--timeout SECONDS] [-n FILE] [--json]

Maintenance: until "understudy resume" nobody is elected and nothing is stopped, also where etcd is away. Who leads goes on;
who falls is not replaced. Waits until the leaders have heard of it: from then on etcd may be stopped.

  --why TEXT               shown to others
  --no-wait                do not wait for the leaders
  --timeout SECONDS        how long (default: ${SECONDS})
  ${CLUSTER_HELP}`,

  async run(args, terminal) {
    const { values } = parseArguments(args, OPTIONS, { verb: 'pause', positionals: [0, 0] });
    await using opened = await openCluster(values, terminal);
    const why = values.why ?? 'maintenance';
    await pauseCluster(opened.dcs, { by: opened.by, why, atMs: Date.now() });
    if (!values['no-wait']) {
      await follow(opened.dcs, pauseIsKept, terminal, { values, verb: 'pause', defaultSeconds: SECONDS });
    }
    const text = 'Paused: nobody is elected, nothing is stopped, until understudy resume.';
    await terminal.out(values.json ? `${JSON.stringify({ paused: true, by: opened.by, why })}\n` : `${text}\n`);
    return EXIT.ok;
  },
};
