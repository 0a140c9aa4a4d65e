import { drainMember, isEmptied } from '../../ha/index.ts';
import { parseArguments } from '../arguments.ts';
import { follow, WAIT_OPTIONS } from '../cluster/follow.ts';
import { CLUSTER_HELP, CLUSTER_OPTIONS, openCluster } from '../cluster/open.ts';
import { EXIT } from '../exit-codes.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = { ...CLUSTER_OPTIONS, ...WAIT_OPTIONS, why: { type: 'string' } } as const;
const SECONDS = 60;

export const verb: Verb = {
  usage: `understudy drain NODE [--why TEXT] [--no-wait] [--timeout SECONDS] [-n FILE] [--json]

Takes a node out of service: it hands over what it holds as soon as somebody can take over, no commit waits for it, and it is
elected to nothing until "understudy undrain". Its Catalog goes on following. Waits until it holds no office.

  --why TEXT               shown to others
  --no-wait                do not wait
  --timeout SECONDS        how long (default: ${SECONDS}); the node stays drained all the same
  ${CLUSTER_HELP}`,

  async run(args, terminal) {
    const limits = { verb: 'drain', positionals: [1, 1], wants: 'the name of a NODE' } as const;
    const { values, positionals } = parseArguments(args, OPTIONS, limits);
    const [name = ''] = positionals;
    await using opened = await openCluster(values, terminal);
    await drainMember(opened.dcs, name, { by: opened.by, why: values.why ?? 'maintenance', atMs: Date.now() });
    if (!values['no-wait']) {
      await follow(opened.dcs, isEmptied(name), terminal, { values, verb: 'drain', defaultSeconds: SECONDS });
    }
    await terminal.out(
      values.json
        ? `${JSON.stringify({ drained: name })}\n`
        : `${name} is out of service until understudy undrain ${name}.\n`,
    );
    return EXIT.ok;
  },
};
