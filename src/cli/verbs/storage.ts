import { parseArguments } from '../arguments.ts';
import { LOG_HELP, LOG_OPTION, openLog, runInForeground } from '../daemon.ts';
import { readStorageConfiguration, runStorage } from '../storage/start.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = {
  config: { type: 'string', short: 'c' },
  test: { type: 'boolean', short: 't' },
  foreground: { type: 'boolean', short: 'f' },
  ...LOG_OPTION,
} as const;
const DEFAULT_FILE = '/etc/bacula/bacula-sd.conf';

export const verb: Verb = {
  usage: `understudy storage [-c FILE] [-t] [--log-level LEVEL]

Starts a Storage Daemon: it writes the data of Clients to Volumes and reads them again, for genuine Directors or ours.
Its log goes to standard output, one JSON line an event. SIGTERM and Ctrl-C cancel its Jobs, leave its Volumes in
good order and stop it.

  -c, --config FILE        bacula-sd.conf (default: ${DEFAULT_FILE})
  -t, --test               only check the file
  -f, --foreground         stay in the foreground, which it does anyway
  ${LOG_HELP}

It needs the right to write the folders of its devices and its WorkingDirectory, and nothing else.

The exit code is 1 where the configuration has mistakes, 5 where the Storage Daemon could not start or broke.`,

  async run(args, terminal) {
    const { values } = parseArguments(args, OPTIONS, { verb: 'storage', positionals: [0, 0] });
    const logger = openLog(values['log-level'], 'storage');
    return runInForeground(async (signal) => {
      const { config, warnings } = await readStorageConfiguration(values.config ?? DEFAULT_FILE);
      if (values.test) return await terminal.out(warnings.join(''));
      for (const warning of warnings) logger.warn({}, warning);
      await runStorage(config, { logger }, signal);
    }, terminal);
  },
};
