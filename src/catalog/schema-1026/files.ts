/** File and Path, what BVFS derives from them, and Base Jobs' files. */

export const FILE_TABLES = `
CREATE TABLE path (
  pathid serial PRIMARY KEY, path text NOT NULL
);
ALTER TABLE path ALTER COLUMN path SET STATISTICS 1000;
CREATE UNIQUE INDEX path_name_idx ON path (path text_pattern_ops);

CREATE TABLE file (
  fileid bigserial PRIMARY KEY, fileindex integer NOT NULL DEFAULT 0, jobid integer NOT NULL,
  pathid integer NOT NULL, filename text NOT NULL DEFAULT '', deltaseq smallint NOT NULL DEFAULT 0,
  markid integer NOT NULL DEFAULT 0, lstat text NOT NULL, md5 text NOT NULL
);
CREATE INDEX file_jpfid_idx ON file (jobid, pathid, filename text_pattern_ops);

CREATE TABLE basefiles (
  baseid bigserial PRIMARY KEY, jobid integer NOT NULL, fileid bigint NOT NULL, fileindex integer DEFAULT 0,
  basejobid integer
);
CREATE INDEX basefiles_jobid_idx ON basefiles (jobid);

CREATE TABLE pathhierarchy (
  pathid integer PRIMARY KEY, ppathid integer NOT NULL
);
CREATE INDEX pathhierarchy_ppathid ON pathhierarchy (ppathid);

CREATE TABLE pathvisibility (
  pathid integer NOT NULL, jobid integer NOT NULL, size bigint DEFAULT 0, files integer DEFAULT 0,
  PRIMARY KEY (jobid, pathid)
);
CREATE INDEX pathvisibility_jobid ON pathvisibility (jobid);

CREATE TABLE unsavedfiles (
  unsavedid integer PRIMARY KEY, jobid integer NOT NULL, pathid integer NOT NULL, filename text NOT NULL
);
`;
