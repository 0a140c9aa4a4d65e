/** The genuine Director 15.0.3, driven by its own console. */
import { runConsole, startDirector } from '../../test/support/genuine.ts';
import type { Contender, Ground } from './contest.ts';

/** `parallel`: how many Jobs may run at once. */
export async function startGenuine(ground: Ground, parallel: number): Promise<Contender> {
  const catalog = await ground.createCatalog(`genuine_${parallel}`);
  const director = await startDirector({
    version: '15.0.3',
    catalog,
    fileDaemons: [ground.fileDaemon],
    storageDaemons: [ground.storageDaemon],
    fileSets: [{ files: [ground.source] }],
    poolDirectives: { 'Label Format': `genuine-${parallel}-` },
    jobDirectives: { 'Maximum Concurrent Jobs': parallel, 'Allow Duplicate Jobs': true },
  });
  return {
    name: 'genuine 15.0.3',
    async runJobs(jobs) {
      const before = await ground.countGood(catalog);
      const started = performance.now();
      await runConsole('15.0.3', director, [...Array<string>(jobs).fill('run job=Backup yes'), 'wait'], {
        timeoutMs: 600_000,
      });
      const seconds = (performance.now() - started) / 1000;
      const good = (await ground.countGood(catalog)) - before;
      if (good !== jobs) throw new Error(`${good} of ${jobs} Jobs ended well\n${await director.log()}`);
      return seconds;
    },
    [Symbol.asyncDispose]: () => director[Symbol.asyncDispose](),
  };
}
