/** What the configuration names: Clients, FileSets, Counters. */

export const RESOURCE_TABLES = `
CREATE TABLE client (
  clientid serial PRIMARY KEY, name text NOT NULL, uname text NOT NULL, plugins text DEFAULT '',
  autoprune smallint DEFAULT 0, fileretention bigint DEFAULT 0, jobretention bigint DEFAULT 0
);
CREATE UNIQUE INDEX client_name_idx ON client (name text_pattern_ops);

CREATE TABLE fileset (
  filesetid serial PRIMARY KEY, fileset text NOT NULL, md5 text NOT NULL, createtime timestamp NOT NULL,
  content text DEFAULT ''
);
CREATE INDEX fileset_name_idx ON fileset (fileset text_pattern_ops);

CREATE TABLE counters (
  counter text PRIMARY KEY, minvalue integer DEFAULT 0, maxvalue integer DEFAULT 0,
  currentvalue integer DEFAULT 0, wrapcounter text NOT NULL
);

CREATE TABLE tagclient (
  clientid integer NOT NULL, tag text NOT NULL, PRIMARY KEY (clientid, tag)
);
`;
