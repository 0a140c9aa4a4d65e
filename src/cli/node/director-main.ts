/**
 * The Director proper of a node, as a process: loaded, and then waiting for its cue. It leads when its parent says so, and
 * never longer than its parent is heard. Its configuration is read when it begins to lead; its Jobs are left to the next one.
 */
import { parseArgs } from 'node:util';
import { describeError } from '../../core/index.ts';
import { openLog } from '../daemon.ts';
import { readConfiguration } from '../director/configuration.ts';
import { openDirector } from '../director/start.ts';
import { EXIT } from '../exit-codes.ts';
import { Parent } from './parent.ts';
import { warmUp } from './warm-up.ts';

const OPTIONS = {
  config: { type: 'string' },
  'node-config': { type: 'string' },
  'log-level': { type: 'string' },
  'silence-ms': { type: 'string' },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const { config: sharedFile = '', 'node-config': nodeFile = '' } = values;
  const logger = openLog(values['log-level'], 'director');
  const parent = new Parent({
    silenceMs: Number(values['silence-ms']),
    silent: () => process.exit(EXIT.broken),
  });
  const giveUp = async (error: unknown): Promise<never> => {
    logger.error({ err: error }, 'The Director cannot go on');
    await parent.say({ kind: 'ended', why: describeError(error) });
    process.exit(EXIT.broken);
  };
  process.on('uncaughtException', (error) => void giveUp(error));
  // Whoever tells a whole group of processes to end tells the parent too, which knows in what order.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});

  await parent.say({ kind: 'warm' });
  const prepared = await warmUp();
  const epoch = await parent.cue;
  try {
    const configuration = await readConfiguration(sharedFile, nodeFile);
    const led = {
      epoch,
      place: () => parent.place,
      onMoved: (moved: () => void) => parent.on('catalog', moved),
      fenced: (error: Error) => void giveUp(error),
    };
    const { env: environment } = process;
    const onReload = (reload: () => void) => parent.on('reload', reload);
    const director = await openDirector(
      { sharedFile, configuration, environment, logger, onReload, led, prepared },
      parent.stopping,
    );
    await parent.say({ kind: 'ready' });
    await parent.stopped;
    await director[Symbol.asyncDispose]();
    // The parent does not wait for the end of a process that has nothing more to do.
    await parent.say({ kind: 'left' });
  } catch (error) {
    if (!parent.stopping.aborted) await giveUp(error);
  }
  process.exit(EXIT.ok);
}

await main();
