import { isCopied, reinitMember } from '../../ha/index.ts';
import { parseArguments } from '../arguments.ts';
import { follow, tookSeconds, WAIT_OPTIONS } from '../cluster/follow.ts';
import { CLUSTER_HELP, CLUSTER_OPTIONS, openCluster } from '../cluster/open.ts';
import { EXIT } from '../exit-codes.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = { ...CLUSTER_OPTIONS, ...WAIT_OPTIONS } as const;
const SECONDS = 24 * 3600;

export const verb: Verb = {
  usage: `understudy reinit NODE [--no-wait] [--timeout SECONDS] [-n FILE] [--json]

Has a standby copy the Catalog anew from its leader: for a standby whose data are damaged. What it has is kept until the copy is whole.
No commit waits for it meanwhile. Waits until it follows again.

  --no-wait                only order it
  --timeout SECONDS        how long (default: a day); the copy goes on all the same
  ${CLUSTER_HELP}`,

  async run(args, terminal) {
    const limits = { verb: 'reinit', positionals: [1, 1], wants: 'the name of a NODE' } as const;
    const { values, positionals } = parseArguments(args, OPTIONS, limits);
    const [name = ''] = positionals;
    await using opened = await openCluster(values, terminal);
    await reinitMember(opened.dcs, name, { by: opened.by, why: 'a new copy', atMs: Date.now() });
    if (values['no-wait']) {
      await terminal.out(
        values.json ? `${JSON.stringify({ ordered: name })}\n` : `${name} is told to copy the Catalog.\n`,
      );
      return EXIT.ok;
    }
    const tookMs = await follow(opened.dcs, isCopied(name), terminal, {
      values,
      verb: 'reinit',
      defaultSeconds: SECONDS,
    });
    const text = `${name} has a new copy and follows; it took ${tookSeconds(tookMs)}.`;
    await terminal.out(values.json ? `${JSON.stringify({ done: name, tookMs: Math.round(tookMs) })}\n` : `${text}\n`);
    return EXIT.ok;
  },
};
