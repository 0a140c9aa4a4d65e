import { ConfigurationError } from '../../config/index.ts';
import { createLogger, describeError, type LogLevel } from '../../core/index.ts';
import { parseArguments } from '../arguments.ts';
import { nodeFileFor, readConfiguration } from '../director/configuration.ts';
import { runDirector } from '../director/start.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = {
  config: { type: 'string', short: 'c' },
  'node-config': { type: 'string', short: 'n' },
  'log-level': { type: 'string' },
} as const;
const DEFAULT_FILE = '/etc/bacula/bacula-dir.conf';
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

export const verb: Verb = {
  usage: `understudy director [-c FILE] [-n FILE] [--log-level LEVEL]

Starts a Director in the foreground. Its log goes to standard output, one JSON line an event.
SIGTERM and Ctrl-C stop it in good order, SIGHUP has it read its configuration again.

  -c, --config FILE        bacula-dir.conf (default: ${DEFAULT_FILE})
  -n, --node-config FILE   understudy.conf, this node's own part (default: the one beside it, if there is one)
  --log-level LEVEL        ${LEVELS.join(', ')} (default: info)

Where the Catalog resource names no address and no socket, a Catalog in this machine's PostgreSQL is taken over; without
one the Director starts a PostgreSQL for itself, in the folder "catalog" of its WorkingDirectory. Its interface for
the other verbs is the socket "api.socket" there.

The exit code is 1 where a configuration has mistakes, 5 where the Director could not start or broke.`,

  async run(args, terminal) {
    const { values } = parseArguments(args, OPTIONS, { verb: 'director', positionals: [0, 0] });
    const level = LEVELS.find((known) => known === (values['log-level'] ?? 'info'));
    if (level === undefined) throw new UsageError(`--log-level is one of ${LEVELS.join(', ')}`, 'director');
    const sharedFile = values.config ?? DEFAULT_FILE;
    const logger = createLogger(level);
    try {
      const configuration = await readConfiguration(sharedFile, nodeFileFor(sharedFile, values['node-config']));
      for (const warning of configuration.warnings) logger.warn({}, warning);
      const { environment } = terminal;
      await runDirector({ sharedFile, configuration, environment, logger, onReload: onHangUp }, terminal.signal);
      return EXIT.ok;
    } catch (error) {
      // Stopped while it was starting.
      if (terminal.signal.aborted && error instanceof Error && error.name === 'AbortError') return EXIT.ok;
      terminal.note(`understudy: ${describeError(error)}\n`);
      return error instanceof ConfigurationError ? EXIT.failed : EXIT.broken;
    }
  },
};

function onHangUp(reload: () => void): Disposable {
  process.on('SIGHUP', reload);
  return { [Symbol.dispose]: () => process.off('SIGHUP', reload) };
}
