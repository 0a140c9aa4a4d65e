/** etcd as one machine sees it: behind a network that delays, loses and cuts, one way or both; a call that gets no answer says so. */
import { type Dcs, type DcsChange, DcsUnavailableError, type MemoryDcs } from '../../src/ha/index.ts';
import type { Network } from './network.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import type { VirtualTime } from './virtual-time.ts';

const CALL_MS = 1_000;

export function simulatedStore(store: MemoryDcs, machine: SimulatedMachine, time: VirtualTime, network: Network): Dcs {
  const { name } = machine;
  const born = machine.life;
  const deliver = (run: () => void): void => {
    if (machine.life === born) machine.deliver(network.latencyMs(name), run);
  };
  const watchers = new Set<() => void>();
  const watching = store.watch(() => {
    if (!network.connected('store', name)) return;
    for (const watcher of watchers) deliver(watcher);
  });
  const call = <T>(what: string, work: () => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      let settled = false;
      const settle = (how: () => void): void => {
        if (settled) return;
        settled = true;
        bound.dead = true;
        how();
      };
      const bound = machine.deliver(CALL_MS, () => settle(() => reject(new DcsUnavailableError(what))));
      if (!network.connected(name, 'store')) return;
      // The request is on its way, whatever becomes of the sender.
      time.after(network.latencyMs(name), () => {
        const answer = (how: () => void): void => {
          if (network.connected('store', name)) deliver(() => settle(how));
        };
        work().then(
          (value) => answer(() => resolve(value)),
          (error) => answer(() => reject(error)),
        );
      });
    });
  return {
    grant: (ttlMs) => call('grant', () => store.grant(ttlMs)),
    renew: (lease) => call('renew', () => store.renew(lease)),
    revoke: (lease) => call('revoke', () => store.revoke(lease)),
    read: () => call('read', () => store.read()),
    archive: () => call('archive', () => store.archive()),
    change: (change: DcsChange) => call('change', () => store.change(change)),
    watch(changed) {
      watchers.add(changed);
      return { [Symbol.dispose]: () => watchers.delete(changed) };
    },
    async [Symbol.asyncDispose]() {
      watching[Symbol.dispose]();
    },
  };
}
