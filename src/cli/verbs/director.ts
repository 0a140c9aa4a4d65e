import { parseArguments } from '../arguments.ts';
import { LOG_HELP, LOG_OPTION, onHangUp, openLog, runInForeground } from '../daemon.ts';
import { nodeFileFor, readToBegin } from '../director/configuration.ts';
import { runDirector } from '../director/start.ts';
import { isNode } from '../node/plan.ts';
import { runNode } from '../node/run-node.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = {
  config: { type: 'string', short: 'c' },
  'node-config': { type: 'string', short: 'n' },
  ...LOG_OPTION,
} as const;
const DEFAULT_FILE = '/etc/bacula/bacula-dir.conf';

export const verb: Verb = {
  usage: `understudy director [-c FILE] [-n FILE] [--log-level LEVEL]

Starts a Director in the foreground. Its log goes to standard output, one JSON line an event.
SIGTERM and Ctrl-C stop it in good order, SIGHUP has it read its configuration again.

  -c, --config FILE        bacula-dir.conf (default: ${DEFAULT_FILE})
  -n, --node-config FILE   understudy.conf, this node's own part (default: the one beside it, if there is one)
  ${LOG_HELP}

With Cluster, Node and Etcd in understudy.conf it becomes a node: it takes part in the election, looks after a PostgreSQL
of its own, and runs the Director in a process of its own while it leads. SIGTERM hands over to another node.

Without them it leads by itself. Where the Catalog resource names no address and no socket, a Catalog in this machine's
PostgreSQL is taken over; without one the Director starts a PostgreSQL for itself, in the folder "catalog" of its
WorkingDirectory. Its interface for the other verbs is the socket "api.socket" there.

The exit code is 1 where a configuration has mistakes, 5 where the Director could not start or broke.`,

  async run(args, terminal) {
    const { values } = parseArguments(args, OPTIONS, { verb: 'director', positionals: [0, 0] });
    const logger = openLog(values['log-level'], 'director');
    const sharedFile = values.config ?? DEFAULT_FILE;
    return runInForeground(async (signal) => {
      const { environment } = terminal;
      const nodeFile = nodeFileFor(sharedFile, values['node-config']);
      const configuration = await readToBegin(sharedFile, nodeFile);
      for (const warning of configuration.warnings) logger.warn({}, warning);
      if (isNode(configuration)) {
        const files = { shared: sharedFile, node: nodeFile, logLevel: values['log-level'] };
        return runNode({ files, configuration, environment, logger, onReload: onHangUp }, signal);
      }
      await runDirector({ sharedFile, configuration, environment, logger, onReload: onHangUp }, signal);
    }, terminal);
  },
};
