/** What was ordered with a Job, where it runs, and which Job took the place of which: for the next Director. */
import type { Migration } from './migrations.ts';

export const JOB_ORDERS: Migration = {
  version: 3,
  name: 'what was ordered with a Job, and which Job took the place of which',
  statements: [
    `CREATE TABLE understudy.job_order (
       jobid integer PRIMARY KEY, ordered text NOT NULL, attempt smallint NOT NULL DEFAULT 1, storage text, run text)`,
    `COMMENT ON TABLE understudy.job_order IS
       'Unfinished Jobs as they were ordered: another Director runs what still waits, and starts again what it cannot go on with'`,
    `COMMENT ON COLUMN understudy.job_order.run IS
       'At its daemons, without a journal: the Storage, and what else is known of the run; JSON in ASCII'`,
    `CREATE TABLE understudy.restart (
       jobid integer PRIMARY KEY, predecessor integer NOT NULL UNIQUE, why text NOT NULL,
       at timestamptz NOT NULL DEFAULT now())`,
    `COMMENT ON TABLE understudy.restart IS
       'Jobs that were started in place of one whose Director died'`,
  ],
};
