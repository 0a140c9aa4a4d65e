import { CONNECTION_OPTIONS, parseArguments } from '../arguments.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import type { Verb } from '../verb.ts';

interface Messages {
  readonly lines: readonly string[];
  readonly lost: number;
}

export const verb: Verb = {
  usage: `understudy messages [--json]

Shows what the Director and its Jobs have said to the console since somebody last looked, and takes it away.`,

  async run(args, terminal) {
    const { values } = parseArguments(args, CONNECTION_OPTIONS, { verb: 'messages', positionals: [0, 0] });
    const messages = await connect(values, terminal).post<Messages>('/messages/read');
    if (values.json) await terminal.out(`${JSON.stringify(messages)}\n`);
    else if (messages.lines.length === 0) await terminal.out('You have no messages.\n');
    else await terminal.out(messages.lines.join(''));
    if (messages.lost > 0) terminal.note(`${messages.lost} older messages are gone: nobody read them in time\n`);
    return EXIT.ok;
  },
};
