/** Whether a leadership of the Catalog may begin without what was committed last. Pure. */
import type { DcsSnapshot } from './dcs/dcs.ts';
import { lastEpochIn, lastLeaderIn, orderIn, synchronousIn } from './records.ts';

/**
 * Whoever led last has all of it; who was elected by the set of synchronous standbys, too (election.ts). Without such a set a
 * standby may lag, and whom an operator forces to lead may lack whatever others have.
 */
export function mayLack(snapshot: DcsSnapshot, name: string): boolean {
  const last = lastLeaderIn(snapshot, 'catalog');
  if (last === undefined || last === name) return false;
  const order = orderIn(snapshot, 'catalog');
  const isForced = order?.force === true && order.epoch === lastEpochIn(snapshot, 'catalog') && order.to === name;
  return isForced || synchronousIn(snapshot) === undefined;
}
