import { CONNECTION_OPTIONS, parseArguments, parseLevel } from '../arguments.ts';
import { connect } from '../connect.ts';
import { ConnectionLostError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { formatBytes, formatFiles } from '../render/figures.ts';
import { levelWord } from '../render/job-words.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  level: { type: 'string', short: 'l' },
  client: { type: 'string' },
  fileset: { type: 'string' },
  accurate: { type: 'boolean' },
  listing: { type: 'boolean' },
} as const;

type EstimateLine =
  | { readonly kind: 'file'; readonly name: string; readonly nameBase64?: string }
  | {
      readonly kind: 'result';
      readonly files: number;
      readonly bytes: number;
      readonly level: string;
      readonly messages: readonly string[];
    };

/** The Client walks its disks without a word. */
const SILENCE_MS = 6 * 3_600_000;

export const verb: Verb = {
  usage: `understudy estimate JOB [OPTIONS]

Asks the Client what the Job would back up now. Nothing is written.

  --listing             also name every file
  -l, --level LEVEL     Full, Differential or Incremental
  --client, --fileset NAME, --accurate
  --json                one JSON value a line: the files, then the result`,

  async run(args, terminal) {
    const { values, positionals } = parseArguments(args, OPTIONS, {
      verb: 'estimate',
      positionals: [1, 1],
      wants: 'the name of a Job',
    });
    const body = {
      job: positionals[0],
      level: parseLevel(values.level, 'estimate'),
      client: values.client,
      fileSet: values.fileset,
      accurate: values.accurate,
      listing: values.listing === true,
    };
    const call = { method: 'POST', path: '/estimates', body } as const;
    for await (const line of connect(values, terminal).lines<EstimateLine>(call, SILENCE_MS, terminal.signal)) {
      if (values.json) await terminal.out(`${JSON.stringify(line)}\n`);
      else if (line.kind === 'file') await terminal.out(`${line.name}\n`);
      else {
        for (const message of line.messages) terminal.note(`${message.trimEnd()}\n`);
        await terminal.out(`${levelWord(line.level)}: ${formatFiles(line.files)}, ${formatBytes(line.bytes)}\n`);
      }
      if (line.kind === 'result') return EXIT.ok;
    }
    throw new ConnectionLostError('its estimate');
  },
};
