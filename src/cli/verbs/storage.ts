import { parseArguments } from '../arguments.ts';
import { LOG_HELP, LOG_OPTION, openLog, runInForeground } from '../daemon.ts';
import { UsageError } from '../errors.ts';
import { readStorageConfiguration, runStorage } from '../storage/start.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = {
  config: { type: 'string', short: 'c' },
  test: { type: 'boolean', short: 't' },
  foreground: { type: 'boolean', short: 'f' },
  'director-wait': { type: 'string' },
  ...LOG_OPTION,
} as const;
const DEFAULT_FILE = '/etc/bacula/bacula-sd.conf';

export const verb: Verb = {
  usage: `understudy storage [-c FILE] [-t] [--director-wait SECONDS] [--log-level LEVEL]

Starts a Storage Daemon: it writes the data of Clients to Volumes and reads them again, for genuine Directors or ours.
Its log goes to standard output, one JSON line an event. SIGTERM and Ctrl-C cancel its Jobs, leave its Volumes in
good order and stop it.

  -c, --config FILE        bacula-sd.conf (default: ${DEFAULT_FILE})
  -t, --test               only check the file
  -f, --foreground         stay in the foreground, which it does anyway
  --director-wait SECONDS  how long a Job that needs a Volume waits for a Director that has gone (default: 1800)
  ${LOG_HELP}

It needs the right to write the folders of its devices and its WorkingDirectory, and nothing else.

The exit code is 1 where the configuration has mistakes, 5 where the Storage Daemon could not start or broke.`,

  async run(args, terminal) {
    const { values } = parseArguments(args, OPTIONS, { verb: 'storage', positionals: [0, 0] });
    const directorWait = waitOf(values['director-wait']);
    const logger = openLog(values['log-level'], 'storage');
    return runInForeground(async (signal) => {
      const { config, warnings } = await readStorageConfiguration(values.config ?? DEFAULT_FILE);
      if (values.test) return await terminal.out(warnings.join(''));
      for (const warning of warnings) logger.warn({}, warning);
      await runStorage(config, { logger, ...directorWait }, signal);
    }, terminal);
  },
};

const SECONDS_MAX = 30 * 24 * 60 * 60;

function waitOf(text: string | undefined): { readonly directorWaitMs?: number } {
  if (text === undefined) return {};
  const seconds = /^\d+$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > SECONDS_MAX) throw new UsageError('--director-wait is a number of seconds', 'storage');
  return { directorWaitMs: seconds * 1000 };
}
