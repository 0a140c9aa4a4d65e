import { readParts } from '../all/parts.ts';
import { runAll } from '../all/run-all.ts';
import { parseArguments } from '../arguments.ts';
import { LOG_HELP, LOG_OPTION, onHangUp, openLog, runInForeground } from '../daemon.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = { config: { type: 'string', short: 'c' }, ...LOG_OPTION } as const;
const DEFAULT_DIRECTORY = '/etc/bacula';

export const verb: Verb = {
  usage: `understudy all [-c DIR] [--log-level LEVEL]

Starts whatever DIR configures, or its folder etc, in one process in the foreground: the Storage Daemon (bacula-sd.conf),
the File Daemon (bacula-fd.conf) and the Director (bacula-dir.conf, understudy.conf). "understudy init" writes such a DIR.
The log goes to standard output, one JSON line an event. SIGTERM and Ctrl-C stop everything in good order, SIGHUP has the
Director read its configuration again.

  -c, --config DIR         (default: ${DEFAULT_DIRECTORY})
  ${LOG_HELP}

The exit code is 1 where a configuration has mistakes, 5 where something could not start or broke: then
all of it was stopped, and what supervises it (systemd, a container) may start it again.`,

  async run(args, terminal) {
    const { values } = parseArguments(args, OPTIONS, { verb: 'all', positionals: [0, 0] });
    const logger = openLog(values['log-level'], 'all');
    return runInForeground(async (signal) => {
      const tools = { logger, environment: terminal.environment, onReload: onHangUp };
      const parts = await readParts(values.config ?? DEFAULT_DIRECTORY, tools);
      await runAll(parts, logger, signal);
    }, terminal);
  },
};
