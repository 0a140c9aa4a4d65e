import { parseArguments } from '../arguments.ts';
import { readClientConfiguration, runClient } from '../client/start.ts';
import { LOG_HELP, LOG_OPTION, openLog, runInForeground } from '../daemon.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = {
  config: { type: 'string', short: 'c' },
  test: { type: 'boolean', short: 't' },
  ...LOG_OPTION,
} as const;
const DEFAULT_FILE = '/etc/bacula/bacula-fd.conf';

export const verb: Verb = {
  usage: `understudy client [-c FILE] [-t] [--log-level LEVEL]

Starts a File Daemon in the foreground: it saves and restores the files of this machine for its Directors, genuine ones
or ours. Its log goes to standard output, one JSON line an event. SIGTERM and Ctrl-C cancel its Jobs and stop it.

  -c, --config FILE        bacula-fd.conf (default: ${DEFAULT_FILE})
  -t, --test               only check the file
  ${LOG_HELP}

To read whatever there is, and to bring owners back, it must run as root.

The exit code is 1 where the configuration has mistakes, 5 where the File Daemon could not start or broke.`,

  async run(args, terminal) {
    const { values } = parseArguments(args, OPTIONS, { verb: 'client', positionals: [0, 0] });
    const logger = openLog(values['log-level'], 'client');
    return runInForeground(async (signal) => {
      const { config, warnings } = await readClientConfiguration(values.config ?? DEFAULT_FILE);
      if (values.test) return await terminal.out(warnings.join(''));
      for (const warning of warnings) logger.warn({}, warning);
      await runClient(config, logger, signal);
    }, terminal);
  },
};
