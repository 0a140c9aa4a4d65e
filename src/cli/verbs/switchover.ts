import { OrderRefusedError, officeWord, withdrawOrders } from '../../ha/index.ts';
import { parseArguments, parseTime } from '../arguments.ts';
import { WAIT_OPTIONS } from '../cluster/follow.ts';
import { handOver, parseOffice } from '../cluster/hand-over.ts';
import { CLUSTER_HELP, CLUSTER_OPTIONS, type OpenedCluster, openCluster } from '../cluster/open.ts';
import { UsageError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = {
  ...CLUSTER_OPTIONS,
  ...WAIT_OPTIONS,
  office: { type: 'string' },
  at: { type: 'string' },
  cancel: { type: 'boolean' },
} as const;

export const verb: Verb = {
  usage: `understudy switchover [NODE] [--office OFFICE] [--at TIME] [--no-wait] [--timeout SECONDS] [-n FILE] [--json]
understudy switchover --cancel

Hands over in good order: the Catalog first, with everything that it holds, then the Director, whose Jobs go on at their daemons.
Without NODE the best one follows. Waits for the end, tells how far it is and how long it took.

  --office OFFICE          catalog, director or both (default: all that NODE can hold)
  --at TIME                not before; local time, such as "2026-11-22 03:00", by the clock of the present leader
  --cancel                 takes back what was ordered and has not begun
  --no-wait                only order it
  --timeout SECONDS        by then it is taken back, where it has not begun (default: 60)
  ${CLUSTER_HELP}

The exit code is 1 where it was not done in time, 4 where it is refused.`,

  async run(args, terminal) {
    const { values, positionals } = parseArguments(args, OPTIONS, { verb: 'switchover', positionals: [0, 1] });
    const at = parseTime(values.at, 'at', 'switchover');
    if (values.cancel && (positionals.length > 0 || at !== undefined)) {
      throw new UsageError('--cancel stands alone', 'switchover');
    }
    const office = parseOffice(values.office, 'switchover');
    const notBeforeMs = at === undefined ? 0 : Date.parse(at);
    if (at !== undefined && notBeforeMs < Date.now()) throw new UsageError(`--at ${values.at} is over`, 'switchover');
    await using opened = await openCluster(values, terminal);
    if (values.cancel) return await cancel(opened, terminal, values.json === true);
    const order = { kind: 'switchover', office, to: positionals[0], notBeforeMs, force: false } as const;
    return await handOver(opened, order, values, terminal);
  },
};

async function cancel({ dcs }: OpenedCluster, { out }: Terminal, json: boolean): Promise<ExitCode> {
  const taken = await withdrawOrders(dcs);
  if (taken.length === 0) throw new OrderRefusedError('Nothing is ordered');
  if (json)
    await out(`${JSON.stringify({ takenBack: taken.map((one) => ({ office: one.office, by: one.order.by })) })}\n`);
  for (const { office, order } of json ? [] : taken) {
    await out(`Taken back: the ${order.kind} of ${officeWord(office)} that ${order.by} has ordered.\n`);
  }
  return EXIT.ok;
}
