import { undrainMember } from '../../ha/index.ts';
import { parseArguments } from '../arguments.ts';
import { CLUSTER_HELP, CLUSTER_OPTIONS, openCluster } from '../cluster/open.ts';
import { EXIT } from '../exit-codes.ts';
import type { Verb } from '../verb.ts';

export const verb: Verb = {
  usage: `understudy undrain NODE [-n FILE] [--json]

Puts a node back into service: it may be elected again, with the priority of its configuration.

  ${CLUSTER_HELP}`,

  async run(args, terminal) {
    const limits = { verb: 'undrain', positionals: [1, 1], wants: 'the name of a NODE' } as const;
    const { values, positionals } = parseArguments(args, CLUSTER_OPTIONS, limits);
    const [name = ''] = positionals;
    await using opened = await openCluster(values, terminal);
    await undrainMember(opened.dcs, name);
    await terminal.out(values.json ? `${JSON.stringify({ undrained: name })}\n` : `${name} is in service again.\n`);
    return EXIT.ok;
  },
};
