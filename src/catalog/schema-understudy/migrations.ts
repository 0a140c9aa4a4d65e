/**
 * The schema `understudy`: what a highly available Director must remember and Bacula's tables have no place for
 * (those stay exactly as Bacula made them). Migrations are only ever added; each runs once, in order, in the
 * transaction that records it.
 */
import { EPOCHS } from './epochs.ts';
import { JOB_ORDERS } from './job-orders.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
}

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'what has been migrated, and how far the File rows of running Jobs are',
    statements: [
      `CREATE TABLE understudy.migration (
         version integer PRIMARY KEY, name text NOT NULL, applied timestamptz NOT NULL DEFAULT now())`,
      `CREATE TABLE understudy.ingest (
         jobid integer PRIMARY KEY, batch integer NOT NULL DEFAULT 0, files bigint NOT NULL DEFAULT 0)`,
      `COMMENT ON TABLE understudy.ingest IS
         'Batches of File rows committed for a running Job; written in the same transaction as the rows'`,
    ],
  },
  {
    version: 2,
    name: 'Jobs that a Storage Daemon keeps a journal of, and how far the Catalog knows it',
    statements: [
      `CREATE TABLE understudy.journal (
         jobid integer PRIMARY KEY, storage text NOT NULL, fact bigint NOT NULL, brief text NOT NULL)`,
      `COMMENT ON TABLE understudy.journal IS
         'The number of the last fact that the Catalog holds of an unfinished Job; written in the transaction of that fact'`,
      `COMMENT ON COLUMN understudy.journal.brief IS
         'What another Director needs to go on with the Job: JSON in ASCII'`,
    ],
  },
  JOB_ORDERS,
  EPOCHS,
];
