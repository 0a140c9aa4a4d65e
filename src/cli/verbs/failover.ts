import { parseArguments } from '../arguments.ts';
import { WAIT_OPTIONS } from '../cluster/follow.ts';
import { handOver, parseOffice } from '../cluster/hand-over.ts';
import { CLUSTER_HELP, CLUSTER_OPTIONS, openCluster } from '../cluster/open.ts';
import { UsageError } from '../errors.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = {
  ...CLUSTER_OPTIONS,
  ...WAIT_OPTIONS,
  office: { type: 'string' },
  'accept-loss': { type: 'boolean' },
} as const;

export const verb: Verb = {
  usage: `understudy failover [NODE] [--office OFFICE] [--accept-loss] [--no-wait] [--timeout SECONDS] [-n FILE] [--json]

For what an election does not do by itself: the leader stops at once, without its farewells, and another one is elected; or, where
nobody leads, whatever still keeps others from leading is put aside. Where things are well, switchover is the better word.

  --office OFFICE          catalog or director (default: catalog)
  --accept-loss            NODE leads whatever it may lack: commits that it has not received ARE LOST, also confirmed ones
  --no-wait                only order it
  --timeout SECONDS        by then it is taken back, where it has not begun (default: 60)
  ${CLUSTER_HELP}

Where the last leader may still run and is not reached, be certain that it is down before you order a failover.
The exit code is 1 where it was not done in time, 4 where it is refused.`,

  async run(args, terminal) {
    const { values, positionals } = parseArguments(args, OPTIONS, { verb: 'failover', positionals: [0, 1] });
    const force = values['accept-loss'] === true;
    const office = parseOffice(values.office ?? 'catalog', 'failover');
    if (force && positionals.length === 0) throw new UsageError('--accept-loss needs a NODE', 'failover');
    if (force && office === 'director') throw new UsageError('--accept-loss is of the Catalog', 'failover');
    await using opened = await openCluster(values, terminal);
    const order = { kind: 'failover', office, to: positionals[0], notBeforeMs: 0, force } as const;
    return await handOver(opened, order, values, terminal);
  },
};
