import { type ConfigurationKind, checkConfiguration } from '../../config/index.ts';
import { parseArguments } from '../arguments.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = { as: { type: 'string' }, show: { type: 'boolean' }, json: { type: 'boolean' } } as const;
const KINDS: readonly ConfigurationKind[] = ['director', 'storage', 'client', 'console', 'understudy'];

export const verb: Verb = {
  usage: `understudy check FILE [--show] [--as KIND] [--json]

Reads a configuration file with everything that it includes, and tells every mistake at once. The exit code is 1 where
there is one. No Director is needed.

  --show      also print the resolved configuration, secrets masked
  --as KIND   director, storage, client, console or understudy; otherwise its resources tell`,

  async run(args, terminal) {
    const { values, positionals } = parseArguments(args, OPTIONS, {
      verb: 'check',
      positionals: [1, 1],
      wants: 'a FILE',
    });
    const as = KINDS.find((kind) => kind === values.as);
    if (values.as !== undefined && as === undefined) {
      throw new UsageError(`--as ${values.as} is none of ${KINDS.join(', ')}`, 'check');
    }
    const options = { show: values.show === true, ...(as && { as }) };
    const verdict = await checkConfiguration(positionals[0] ?? '', options);
    const text = values.json ? JSON.stringify(verdict.json) : verdict.text;
    await terminal.out(text.endsWith('\n') ? text : `${text}\n`);
    return verdict.exitCode === 0 ? EXIT.ok : EXIT.failed;
  },
};
