import { CONNECTION_OPTIONS, parseArguments, parseNumber } from '../arguments.ts';
import { connect } from '../connect.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { Verb } from '../verb.ts';

interface Labelled {
  readonly volume: string;
  readonly pool: string;
  readonly storage: string;
  readonly bytes: number;
}

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  pool: { type: 'string' },
  storage: { type: 'string' },
  slot: { type: 'string' },
  drive: { type: 'string' },
} as const;

export const verb: Verb = {
  usage: `understudy label VOLUME --pool POOL --storage STORAGE [--slot N] [--drive N] [--json]

Has a Storage Daemon write the label of a new Volume, and puts it into the Catalog. A Job that waits for a Volume
of that Pool goes on. Slot and drive are those of a changer.`,

  async run(args, terminal) {
    const { values, positionals } = parseArguments(args, OPTIONS, {
      verb: 'label',
      positionals: [1, 1],
      wants: 'the name of a Volume',
    });
    const { pool, storage } = values;
    if (pool === undefined || storage === undefined) throw new UsageError('label needs --pool and --storage', 'label');
    const slot = parseNumber(values.slot, 'slot', 'label');
    const drive = parseNumber(values.drive, 'drive', 'label');
    const body = { volume: positionals[0], pool, storage, ...(slot && { slot }), ...(drive && { drive }) };
    const labelled = await connect(values, terminal).post<Labelled>('/volumes', body);
    if (values.json) await terminal.out(`${JSON.stringify(labelled)}\n`);
    else {
      await terminal.out(`Volume ${labelled.volume} is labelled in Pool ${labelled.pool} on ${labelled.storage}.\n`);
    }
    return EXIT.ok;
  },
};
