/**
 * The schema `understudy`: what a highly available Director must remember and Bacula's tables have no place for
 * (those stay exactly as Bacula made them). Migrations are only ever added; each runs once, in order, in the
 * transaction that records it.
 */
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
];
