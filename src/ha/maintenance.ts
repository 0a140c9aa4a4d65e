/**
 * What an operator lays down and takes up again: a pause of the whole cluster, a node out of service, a copy to be made anew.
 * Written straight into the store; the nodes read it. Nothing here waits for what becomes of it (follow-order.ts does).
 */
import type { Dcs, DcsSnapshot } from './dcs/dcs.ts';
import { OrderRefusedError } from './errors.ts';
import { KEYS } from './keys.ts';
import { refuseUnknown } from './order-refusals.ts';
import { readCluster } from './orders.ts';
import {
  drainIn,
  encodeRecord,
  leaderIn,
  membersIn,
  type PauseRecord,
  pauseIn,
  reinitIn,
  rosterIn,
} from './records.ts';

/** @throws NoClusterError, OrderRefusedError */
export async function pauseCluster(dcs: Dcs, record: PauseRecord): Promise<void> {
  const standing = pauseIn(await readCluster(dcs));
  if (standing !== undefined) throw alreadyPaused(standing);
  const key = KEYS.pause;
  await write(dcs, key, record, async () => alreadyPaused(pauseIn(await dcs.read()) ?? record));
}

const alreadyPaused = ({ by, why }: PauseRecord): OrderRefusedError =>
  new OrderRefusedError(`${by} has paused the cluster already: ${why}`, 'understudy resume ends the pause');

/** @returns what is taken back. @throws NoClusterError, OrderRefusedError */
export async function resumeCluster(dcs: Dcs): Promise<PauseRecord> {
  const snapshot = await readCluster(dcs);
  const standing = pauseIn(snapshot);
  if (!snapshot.entries.has(KEYS.pause)) throw new OrderRefusedError('The cluster is not paused');
  await remove(dcs, snapshot, KEYS.pause);
  return standing ?? { by: '?', why: '?' };
}

/** @throws NoClusterError, OrderRefusedError */
export async function drainMember(dcs: Dcs, name: string, record: PauseRecord): Promise<void> {
  const snapshot = await readCluster(dcs);
  const isKnown = rosterIn(snapshot)?.includes(name) === true || membersIn(snapshot).some((one) => one.name === name);
  if (!isKnown) refuseUnknown(snapshot, name);
  const standing = drainIn(snapshot, name);
  const again = ({ by, why }: PauseRecord): OrderRefusedError =>
    new OrderRefusedError(`${by} has drained ${name} already: ${why}`, `understudy undrain ${name}`);
  if (standing !== undefined) throw again(standing);
  await write(dcs, KEYS.drain(name), record, async () => again(drainIn(await dcs.read(), name) ?? record));
}

/** @throws NoClusterError, OrderRefusedError */
export async function undrainMember(dcs: Dcs, name: string): Promise<void> {
  const snapshot = await readCluster(dcs);
  if (!snapshot.entries.has(KEYS.drain(name))) throw new OrderRefusedError(`${name} is not drained`);
  await remove(dcs, snapshot, KEYS.drain(name));
}

/** @throws NoClusterError, OrderRefusedError */
export async function reinitMember(dcs: Dcs, name: string, record: PauseRecord): Promise<void> {
  const snapshot = await readCluster(dcs);
  const member = refuseUnknown(snapshot, name);
  const leader = leaderIn(snapshot, 'catalog');
  if (leader?.name === name) {
    const hint = 'Hand it over first: understudy switchover';
    throw new OrderRefusedError(`${name} holds the Catalog: there is nothing that it could copy`, hint);
  }
  if (member.catalogRole === 'none') throw new OrderRefusedError(`${name} carries no Catalog`);
  if (leader === undefined) {
    throw new OrderRefusedError('Nobody holds the Catalog: there is nothing to copy', 'Wait for the election');
  }
  const standing = reinitIn(snapshot, name);
  const again = ({ by }: PauseRecord): OrderRefusedError =>
    new OrderRefusedError(`${by} has ordered a new copy for ${name} already`, 'understudy cluster shows how far it is');
  if (standing !== undefined) throw again(standing);
  await write(dcs, KEYS.reinit(name), record, async () => again(reinitIn(await dcs.read(), name) ?? record));
}

/** Of two operators the second is told of the first. */
async function write(dcs: Dcs, key: string, record: PauseRecord, late: () => Promise<Error>): Promise<void> {
  const { applied } = await dcs.change({
    when: [{ key, absent: true }],
    writes: [{ key, value: encodeRecord(record) }],
  });
  if (!applied) throw await late();
}

async function remove(dcs: Dcs, { entries }: DcsSnapshot, key: string): Promise<void> {
  const modRevision = entries.get(key)?.modRevision ?? 0n;
  const { applied } = await dcs.change({ when: [{ key, modRevision }], writes: [{ key, remove: true }] });
  if (!applied) throw new OrderRefusedError('Somebody else has just changed it', 'Look, and try again');
}
