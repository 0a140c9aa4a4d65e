import { UsageError } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

type Action = (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;

/** Each is loaded when it is used: a peer that is asked need not load what talks to etcd. */
const ACTIONS: Readonly<Record<string, Action>> = {
  diff: async (...given) => (await import('../config/diff.ts')).diffAction(...given),
  apply: async (...given) => (await import('../config/apply.ts')).applyAction(...given),
  history: async (...given) => (await import('../config/history.ts')).historyAction(...given),
  rollback: async (...given) => (await import('../config/rollback.ts')).rollbackAction(...given),
  status: async (...given) => (await import('../config/status.ts')).statusAction(...given),
  peer: async (...given) => (await import('../config/peer.ts')).peerAction(...given),
};

export const verb: Verb = {
  usage: `understudy config diff [FROM [TO]]
understudy config apply [--why TEXT] [--without NAME]… [--overwrite NAME]… [--reviewed] [--committed]
understudy config history
understudy config rollback [RELEASE] [--why TEXT]
understudy config status

Brings a changed configuration from this node to all nodes of the cluster, or to none: bacula-dir.conf, what it includes, and
the files that understudy.conf names. Each node reads it with its own Understudy before any of them switches.

  diff       what apply would change, secrets masked; or from one release to another: a number of the history, or the
             beginning of a digest
  apply      makes the files of this node the committed configuration
  history    who committed what, when and why
  rollback   commits an earlier release again: the one before, or RELEASE
  status     where each node and daemon stands; the exit code is 1 unless all are in step

  --why TEXT         goes into the history
  --without NAME     leave this node or daemon out; a node catches up by itself before it may lead
  --overwrite NAME   replace files that somebody changed on that node or daemon; the old ones stay beside them
  --reviewed         these files were edited from an older release, and what was committed since is taken in
  --committed        not the files of this node: bring the committed release to whoever lacks it

  -c, --config FILE        bacula-dir.conf in its place (default: /etc/bacula/bacula-dir.conf)
  -n, --node-config FILE   understudy.conf (default: the one beside it)
  --json                   for programs

"understudy config peer" is what nodes run on one another over SSH.`,

  async run(args, terminal) {
    const [name = '', ...rest] = args;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined) throw new UsageError(`config wants one of ${Object.keys(ACTIONS).join(', ')}`, 'config');
    return await action(rest, terminal);
  },
};
