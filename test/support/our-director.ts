/** Our Director in the test's own process, on a configuration like the one that a genuine Director would read. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Catalog, openCatalog } from '../../src/catalog/index.ts';
import { type DirectorConfig, parseDirectorConfig } from '../../src/config/index.ts';
import { createLogger, type LogLevel, Secret, systemClock } from '../../src/core/index.ts';
import type { FinishedJob, RunRequest } from '../../src/director/daemon/service.ts';
import { type DirectorOptions, type RunningDirector, startDirector } from '../../src/director/daemon/start-director.ts';
import { openConsoleMessages } from '../../src/director/messages/index.ts';
import { type DirectorConfigOptions, directorConfig } from './director-config.ts';
import type { Database } from './postgres.ts';
import { makeTempDir } from './temp-dir.ts';

export interface OurDirector extends RunningDirector {
  readonly catalogAccess: Catalog;
  /** The one that it started with. */
  readonly config: DirectorConfig;
  readonly workingDirectory: string;
  /** Orders a backup and waits for its end. */
  runAndWait(request: RunRequest): Promise<FinishedJob>;
  /** All that its Jobs said. */
  log(): Promise<string>;
  /** What the next `reload` reads. */
  change(options: Partial<OurDirectorOptions>): void;
}

export interface OurDirectorOptions extends Omit<DirectorConfigOptions, 'port' | 'workingDirectory' | 'version'> {
  readonly catalog: Database;
  readonly logLevel?: LogLevel;
  readonly outageLimitMs?: number;
  /** Replaces parts of the configuration's text. */
  readonly edit?: (text: string) => string;
  readonly start?: Partial<DirectorOptions>;
}

export async function startOurDirector(options: OurDirectorOptions): Promise<OurDirector> {
  const dir = await makeTempDir('our-dir');
  let wanted = options;
  const read = (): { config: DirectorConfig | undefined; problems: string[] } => {
    const text = directorConfig({ ...wanted, port: 9101, workingDirectory: dir.path });
    const { config, problems } = parseDirectorConfig(Buffer.from(wanted.edit?.(text) ?? text).toString('latin1'));
    return { config, problems: problems.map(({ line, message }) => `line ${line}: ${message}`) };
  };
  await using stack = new AsyncDisposableStack();
  stack.use(dir);
  await mkdir(dir.path, { recursive: true });
  const { config, problems } = read();
  if (config === undefined) throw new Error(problems.join('\n'));
  const { host, port, user, database, password } = options.catalog;
  const outage = options.outageLimitMs === undefined ? {} : { outageLimitMs: options.outageLimitMs };
  const catalog = stack.use(
    await openCatalog({ host, port, user, database, password: new Secret(password), ...outage }),
  );
  const service = stack.use(
    await startDirector({
      config,
      catalog,
      clock: systemClock,
      logger: createLogger(options.logLevel ?? 'silent'),
      consoleMessages: openConsoleMessages(),
      loadConfig: async () => read(),
      ...options.start,
    }),
  );
  const runAndWait = async (request: RunRequest): Promise<FinishedJob> => {
    const { jobId } = await service.run(request);
    const finished = await service.waitFor(jobId);
    if (finished === undefined) throw new Error(`JobId ${jobId} is not known`);
    return finished;
  };
  const kept = stack.move();
  return {
    ...service,
    catalogAccess: catalog,
    config,
    workingDirectory: dir.path,
    runAndWait,
    log: () => readFile(join(dir.path, 'messages.log'), 'latin1').catch(() => ''),
    change: (changes) => {
      wanted = { ...wanted, ...changes };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
