import { CONNECTION_OPTIONS, parseArguments } from '../arguments.ts';
import { connect } from '../connect.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { paint } from '../render/colour.ts';
import { renderStatus, type StatusJson } from '../render/status.ts';
import type { Verb } from '../verb.ts';

export const verb: Verb = {
  usage: `understudy status [director] [--json]
understudy status client NAME [--json]
understudy status storage NAME [--json]

What the Director does, or what a daemon says of itself.`,

  async run(args, terminal) {
    const { values, positionals } = parseArguments(args, CONNECTION_OPTIONS, { verb: 'status', positionals: [0, 2] });
    const [what = 'director', name] = positionals;
    const api = connect(values, terminal);
    if (what === 'director' && name === undefined) {
      const status = await api.get<StatusJson>('/status', { currentFile: true });
      await terminal.out(
        values.json ? `${JSON.stringify(status)}\n` : renderStatus(status, paint(terminal.colours), new Date()),
      );
      return EXIT.ok;
    }
    if ((what !== 'client' && what !== 'storage') || name === undefined) {
      throw new UsageError('status wants nothing, or client NAME, or storage NAME', 'status');
    }
    const folder = what === 'client' ? 'clients' : 'storages';
    const answer = await api.get<{ text: string }>(`/${folder}/${encodeURIComponent(name)}/status`);
    await terminal.out(values.json ? `${JSON.stringify(answer)}\n` : answer.text);
    return EXIT.ok;
  },
};
