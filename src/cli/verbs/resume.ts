import { pauseIsOver, resumeCluster } from '../../ha/index.ts';
import { parseArguments } from '../arguments.ts';
import { follow, WAIT_OPTIONS } from '../cluster/follow.ts';
import { CLUSTER_HELP, CLUSTER_OPTIONS, openCluster } from '../cluster/open.ts';
import { EXIT } from '../exit-codes.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = { ...CLUSTER_OPTIONS, ...WAIT_OPTIONS } as const;
const SECONDS = 15;

export const verb: Verb = {
  usage: `understudy resume [--no-wait] [--timeout SECONDS] [-n FILE] [--json]

Ends a pause. Waits until whoever led when it began has said so: before that nobody else is elected, because it may still
write. Where that node is down for good, "understudy failover" lets the others elect.

  --no-wait                do not wait
  --timeout SECONDS        how long (default: ${SECONDS})
  ${CLUSTER_HELP}`,

  async run(args, terminal) {
    const { values } = parseArguments(args, OPTIONS, { verb: 'resume', positionals: [0, 0] });
    await using opened = await openCluster(values, terminal);
    const { by, why } = await resumeCluster(opened.dcs);
    if (!values['no-wait']) {
      await follow(opened.dcs, pauseIsOver, terminal, { values, verb: 'resume', defaultSeconds: SECONDS });
    }
    const text = `Resumed. ${by} had paused it: ${why}`;
    await terminal.out(values.json ? `${JSON.stringify({ paused: false, was: { by, why } })}\n` : `${text}\n`);
    return EXIT.ok;
  },
};
