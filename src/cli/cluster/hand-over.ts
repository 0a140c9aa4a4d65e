/** `understudy switchover` and `understudy failover`: one order for one office or both, and what becomes of it. */
import { randomUUID } from 'node:crypto';
import {
  clusterStatus,
  handedOver,
  type Office,
  OrderNotDoneError,
  type OrderRequest,
  officeWord,
  type PlacedOrder,
  placeOrder,
  readCluster,
  withdrawOrders,
} from '../../ha/index.ts';
import { UsageError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatTime } from '../render/figures.ts';
import type { Terminal } from '../terminal.ts';
import { follow, tookSeconds, type WaitValues } from './follow.ts';
import type { OpenedCluster } from './open.ts';

export interface HandOverValues extends WaitValues {
  readonly 'no-wait'?: boolean | undefined;
  readonly json?: boolean | undefined;
}

const SECONDS = 60;

export function parseOffice(text: string | undefined, verb: string): Office | undefined {
  if (text === undefined || text === 'both') return undefined;
  if (text === 'catalog' || text === 'director') return text;
  throw new UsageError(`--office ${text} is none of catalog, director, both`, verb);
}

export async function handOver(
  { dcs, cluster, by }: OpenedCluster,
  order: Pick<OrderRequest, 'kind' | 'office' | 'to' | 'notBeforeMs' | 'force'>,
  values: HandOverValues,
  terminal: Terminal,
): Promise<ExitCode> {
  const own = { id: randomUUID(), by, nowMs: Date.now(), lagBytesMax: cluster.maximumLagBytes };
  const placed = await placeOrder(dcs, { ...order, ...own });
  if (order.notBeforeMs > own.nowMs || values['no-wait']) return await tellOrdered(placed, values, terminal);
  try {
    const outcomes = [];
    for (const one of placed) {
      const tookMs = await follow(dcs, handedOver(one), terminal, {
        ...{ values, verb: order.kind, defaultSeconds: SECONDS },
      });
      outcomes.push({ ...one, tookMs });
    }
    return await tellDone(dcs, outcomes, values, terminal);
  } catch (error) {
    if (terminal.signal.aborted)
      terminal.note('What was ordered stands; understudy switchover --cancel takes it back\n');
    else if (error instanceof OrderNotDoneError) await takeBack(dcs, own.id, terminal);
    throw error;
  }
}

/** An order that was not obeyed in time must not be obeyed later, when nobody looks. */
async function takeBack(dcs: OpenedCluster['dcs'], id: string, { note }: Terminal): Promise<void> {
  const { orders } = clusterStatus(await readCluster(dcs));
  if (!orders.some((order) => order.id === id)) return;
  await withdrawOrders(dcs);
  note('The order has been taken back\n');
}

async function tellOrdered(
  placed: readonly PlacedOrder[],
  { json }: HandOverValues,
  { out }: Terminal,
): Promise<ExitCode> {
  const orders = placed.map(({ office, from, record }) => ({
    ...{ office, from, to: record.to, kind: record.kind, id: record.id },
    ...(record.notBeforeMs > 0 && { at: new Date(record.notBeforeMs).toISOString() }),
  }));
  if (json) await out(`${JSON.stringify({ ordered: orders })}\n`);
  for (const { office, from, to, at } of json ? [] : orders) {
    const when = at === undefined ? '' : ` at ${formatTime(at)}, by the clock of ${from}`;
    await out(`Ordered: ${from ?? 'nobody'} hands ${officeWord(office)} over to ${to ?? 'whoever is best'}${when}.\n`);
  }
  return EXIT.ok;
}

async function tellDone(
  dcs: OpenedCluster['dcs'],
  outcomes: readonly (PlacedOrder & { readonly tookMs: number })[],
  { json }: HandOverValues,
  { out }: Terminal,
): Promise<ExitCode> {
  const status = clusterStatus(await readCluster(dcs));
  const done = outcomes.map(({ office, from, tookMs, record }) => {
    const { leader, epoch } = status[office];
    return { office, from, leader, epoch, tookMs: Math.round(tookMs), wanted: record.to };
  });
  if (json) await out(`${JSON.stringify({ done })}\n`);
  for (const { office, leader, epoch, tookMs, wanted } of json ? [] : done) {
    const instead = wanted === undefined || wanted === leader ? '' : ` (not ${wanted}: somebody else had more)`;
    await out(
      `${leader ?? 'Nobody'} holds ${officeWord(office)}${instead}, in epoch ${epoch}; it took ${tookSeconds(tookMs)}.\n`,
    );
  }
  return done.every(({ leader, wanted }) => wanted === undefined || leader === wanted) ? EXIT.ok : EXIT.failed;
}
