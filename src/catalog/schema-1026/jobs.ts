/** Jobs, their history, what they said, and the words for their states. */

export const JOB_TABLES = `
CREATE TABLE job (
  jobid serial PRIMARY KEY, job text NOT NULL, name text NOT NULL, type char(1) NOT NULL,
  level char(1) NOT NULL, clientid integer DEFAULT 0, jobstatus char(1) NOT NULL, schedtime timestamp,
  starttime timestamp, endtime timestamp, realendtime timestamp, realstarttime timestamp,
  jobtdate bigint DEFAULT 0, volsessionid integer DEFAULT 0, volsessiontime integer DEFAULT 0,
  jobfiles integer DEFAULT 0, jobbytes bigint DEFAULT 0, readbytes bigint DEFAULT 0,
  joberrors integer DEFAULT 0, jobmissingfiles integer DEFAULT 0, poolid integer DEFAULT 0,
  filesetid integer DEFAULT 0, priorjobid integer DEFAULT 0, priorjob text DEFAULT '',
  purgedfiles smallint DEFAULT 0, hasbase smallint DEFAULT 0, hascache smallint DEFAULT 0,
  reviewed smallint DEFAULT 0, comment text, filetable text DEFAULT 'File', isvirtualfull smallint DEFAULT 0,
  compressratio double precision DEFAULT 0, rate double precision DEFAULT 0,
  lastreadstorageid integer DEFAULT 0, lastreaddevice text DEFAULT '', writestorageid integer DEFAULT 0,
  writedevice text DEFAULT '', statusinfo text DEFAULT '', encrypted integer DEFAULT 0
);
CREATE INDEX job_name_idx ON job (name text_pattern_ops);

CREATE TABLE jobhisto (
  jobid integer NOT NULL, job text NOT NULL, name text NOT NULL, type char(1) NOT NULL, level char(1) NOT NULL,
  clientid integer, jobstatus char(1) NOT NULL, schedtime timestamp, starttime timestamp, endtime timestamp,
  realendtime timestamp, realstarttime timestamp, jobtdate bigint, volsessionid integer,
  volsessiontime integer, jobfiles integer, jobbytes bigint, readbytes bigint, joberrors integer,
  jobmissingfiles integer, poolid integer, filesetid integer, priorjobid integer, priorjob text,
  purgedfiles smallint, hasbase smallint, hascache smallint, reviewed smallint, comment text, filetable text,
  isvirtualfull smallint, compressratio double precision, rate double precision, lastreadstorageid integer,
  lastreaddevice text, writestorageid integer, writedevice text, statusinfo text, encrypted integer
);
CREATE INDEX jobhisto_idx ON jobhisto (starttime);

CREATE TABLE log (
  logid serial PRIMARY KEY, jobid integer NOT NULL, time timestamp, logtext text NOT NULL
);
CREATE INDEX log_name_idx ON log (jobid);

CREATE TABLE status (
  jobstatus char(1) PRIMARY KEY, jobstatuslong text, severity integer
);

CREATE TABLE snapshot (
  snapshotid serial PRIMARY KEY, name text NOT NULL, jobid integer DEFAULT 0, filesetid integer DEFAULT 0,
  createtdate bigint DEFAULT 0, createdate timestamp NOT NULL, clientid integer DEFAULT 0,
  volume text NOT NULL, device text NOT NULL, type text NOT NULL, retention integer DEFAULT 0, comment text
);
CREATE UNIQUE INDEX snapshot_idx ON snapshot (device text_pattern_ops, volume text_pattern_ops, name text_pattern_ops);

CREATE TABLE restoreobject (
  restoreobjectid serial PRIMARY KEY, objectname text NOT NULL, restoreobject bytea NOT NULL,
  pluginname text NOT NULL, objectlength integer DEFAULT 0, objectfulllength integer DEFAULT 0,
  objectindex integer DEFAULT 0, objecttype integer DEFAULT 0, fileindex integer DEFAULT 0, jobid integer,
  objectcompression integer DEFAULT 0
);
CREATE INDEX restore_jobid_idx ON restoreobject (jobid);

CREATE TABLE tagjob (
  jobid integer NOT NULL, tag text NOT NULL, PRIMARY KEY (jobid, tag)
);
`;
