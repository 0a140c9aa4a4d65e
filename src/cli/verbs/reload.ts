import { CONNECTION_OPTIONS, parseArguments } from '../arguments.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import type { Verb } from '../verb.ts';

interface Reloaded {
  readonly applied: boolean;
  readonly problems: readonly string[];
}

export const verb: Verb = {
  usage: `understudy reload [--json]

Has the Director read its configuration again. With a mistake in it nothing changes, and the exit code is 1.`,

  async run(args, terminal) {
    const { values } = parseArguments(args, CONNECTION_OPTIONS, { verb: 'reload', positionals: [0, 0] });
    const { applied, problems } = await connect(values, terminal).post<Reloaded>('/reload');
    if (values.json) await terminal.out(`${JSON.stringify({ applied, problems })}\n`);
    else {
      for (const problem of problems) terminal.note(`${problem}\n`);
      await terminal.out(applied ? 'Reloaded.\n' : 'Nothing has changed: the configuration has mistakes.\n');
    }
    return applied ? EXIT.ok : EXIT.failed;
  },
};
