/** Which Director leads, and which one runs a Job: docs/decisions/0083. */
import type { Migration } from './migrations.ts';

export const EPOCHS: Migration = {
  version: 4,
  name: 'the epoch of the Director that leads, and of the one that runs a Job',
  statements: [
    `CREATE TABLE understudy.epoch (
         one boolean PRIMARY KEY DEFAULT true CHECK (one), epoch bigint NOT NULL,
         since timestamptz NOT NULL DEFAULT now(), timeline bigint NOT NULL DEFAULT 0)`,
    `INSERT INTO understudy.epoch (epoch) VALUES (0)`,
    `COMMENT ON TABLE understudy.epoch IS
         'The highest epoch of a Director that has taken over; whoever holds a lower one is refused'`,
    `CREATE TABLE understudy.job (
         jobid integer PRIMARY KEY, epoch bigint NOT NULL, seen timestamp)`,
    `COMMENT ON TABLE understudy.job IS
         'For an unfinished Job of a cluster: the epoch of the Director that runs it, and when it last said so'`,
    `ALTER TABLE understudy.journal ADD COLUMN told timestamp`,
    `COMMENT ON COLUMN understudy.journal.told IS 'When the last fact was committed; the Director''s local time'`,
  ],
};
