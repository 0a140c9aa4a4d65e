/** Our Director, as it is deployed: a process of its own, driven through its HTTP API, Messages into the Catalog. */
import { startUnderstudy } from '../../test/support/understudy.ts';
import { until } from '../../test/support/wait.ts';
import type { Contender, Ground } from './contest.ts';

/** `parallel`: how many Jobs may run at once. */
export async function startOurs(ground: Ground, parallel: number): Promise<Contender> {
  const catalog = await ground.createCatalog(`ours_${parallel}`);
  const director = await startUnderstudy({
    catalog,
    fileDaemons: [ground.fileDaemon],
    storageDaemons: [ground.storageDaemon],
    fileSets: [{ files: [ground.source] }],
    poolDirectives: { 'Label Format': `ours-${parallel}-` },
    jobDirectives: { 'Maximum Concurrent Jobs': parallel, 'Allow Duplicate Jobs': true },
  });
  const idle = async () => (await director.get<{ active: readonly object[] }>('/status')).active.length === 0;
  return {
    name: 'Understudy',
    async runJobs(jobs) {
      const before = await ground.countGood(catalog);
      const started = performance.now();
      for (let i = 0; i < jobs; i++) await director.run({ job: 'Backup' });
      await until(idle, { what: 'the Jobs to end', timeoutMs: 600_000 });
      const seconds = (performance.now() - started) / 1000;
      const good = (await ground.countGood(catalog)) - before;
      if (good !== jobs) throw new Error(`${good} of ${jobs} Jobs ended well\n${await director.log()}`);
      return seconds;
    },
    [Symbol.asyncDispose]: () => director[Symbol.asyncDispose](),
  };
}
