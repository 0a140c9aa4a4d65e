/** The store in memory keeps the promises of a store. Beside a real etcd: test/cluster/etcd.test.ts. */
import { MemoryDcs } from '../../src/ha/index.ts';
import { dcsConformance } from './dcs.ts';

dcsConformance('Store in memory', async () => {
  let nowMs = 0;
  const store = new MemoryDcs({ monotonicMs: () => nowMs });
  return {
    one: store,
    other: store,
    pass: async (ms) => {
      nowMs += ms;
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
});
