/**
 * `npm run bench -- catalog [--files 1000000] [--runs 3] [--turns 1]`: file attributes on their way into the Catalog.
 * Rows a second beside a plain COPY; a whole Job of so many empty files beside the genuine Director 15.0.3's; and the
 * Director's memory for so many files, and for five times as many.
 */
import { parseArgs } from 'node:util';
import { askOptions } from '../test/support/ask-options.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { printMemory } from './catalog/memory.ts';
import { compareRows } from './catalog/rows.ts';
import { compareWholeJobs } from './catalog/whole-jobs.ts';

/** Those of the embedded PostgreSQL, for all sides. */
const SETTINGS = {
  shared_buffers: "'256MB'",
  max_wal_size: "'4GB'",
  checkpoint_timeout: "'15min'",
  wal_compression: 'on',
  jit: 'off',
};

const USAGE = `npm run bench -- catalog [OPTIONS]
  --files N     of the Job (1000000)
  --runs N      of the comparison with COPY (3)
  --turns N     of the whole Jobs (1)
  --part NAME   rows, jobs or memory: only this; may be said again`;

const values = askOptions(
  USAGE,
  (args) =>
    parseArgs({
      args: [...args],
      options: {
        files: { type: 'string', default: '1000000' },
        runs: { type: 'string', default: '3' },
        turns: { type: 'string', default: '1' },
        part: { type: 'string', multiple: true, default: ['rows', 'jobs', 'memory'] },
      },
    }).values,
);
const files = Number(values.files);

await using postgres = await startPostgres({ fsync: true, settings: SETTINGS });
if (values.part.includes('rows')) await compareRows(postgres, files, Number(values.runs));
if (values.part.includes('memory')) await printMemory(postgres, [files, 5 * files]);
if (values.part.includes('jobs')) await compareWholeJobs(postgres, files, Number(values.turns));
