/** What plugins of 15.x store: objects, mail, events, malware. */

export const PLUGIN_TABLES = `
CREATE TABLE object (
  objectid bigserial PRIMARY KEY, jobid integer NOT NULL, path text NOT NULL, filename text NOT NULL,
  pluginname text NOT NULL, fileindex integer NOT NULL DEFAULT 0, objectcategory text NOT NULL,
  objecttype text NOT NULL, objectname text NOT NULL, objectsource text NOT NULL, objectuuid text NOT NULL,
  objectsize bigint NOT NULL, objectstatus char(1) NOT NULL DEFAULT 'U',
  objectcount integer NOT NULL DEFAULT 1
);
CREATE INDEX object_category_idx ON object (objectcategory);
CREATE INDEX object_jobid_idx ON object (jobid);
CREATE INDEX object_name_idx ON object (objectname);
CREATE INDEX object_source_idx ON object (objectsource);
CREATE INDEX object_status_idx ON object (objectstatus);
CREATE INDEX object_type_idx ON object (objecttype);

CREATE TABLE tagobject (
  objectid integer NOT NULL, tag text NOT NULL, PRIMARY KEY (objectid, tag)
);

CREATE TABLE events (
  eventsid serial PRIMARY KEY, eventscode text NOT NULL, eventstype text NOT NULL, eventstime timestamp,
  eventsinserttime timestamp DEFAULT now(), eventsdaemon text DEFAULT '', eventssource text DEFAULT '',
  eventsref text DEFAULT '', eventstext text NOT NULL
);
CREATE INDEX events_time_idx ON events (eventstime);

CREATE TABLE fileevents (
  id bigserial, time timestamp DEFAULT now(), sourcejobid integer, jobid integer, fileindex integer,
  type char(1), description text, severity integer, source text
);
CREATE INDEX fileevents_jobid_idx ON fileevents (jobid, fileindex);
CREATE INDEX fileevents_sourcejobid_idx ON fileevents (sourcejobid);

CREATE TABLE malwaremd5 (
  md5 char(22)
);
CREATE INDEX malwaremd5_idx ON malwaremd5 (md5);

CREATE TABLE malwaresha256 (
  md5 char(65)
);
CREATE INDEX malwaresha256_idx ON malwaresha256 (md5);

CREATE TABLE metaemail (
  emailtenant text, emailowner text, emailid text, emailtime timestamp, emailtags text, emailsubject text,
  emailfoldername text, emailfrom text, emailto text, emailcc text, emailinternetmessageid text,
  emailbodypreview text, emailimportance text, emailconversationid text, emailisread smallint,
  emailisdraft smallint, emailhasattachment smallint, emailsize integer, plugin text, fileindex integer,
  jobid integer
);
CREATE INDEX meta_emailconversationid ON metaemail (emailconversationid);
CREATE INDEX meta_emailfoldername ON metaemail (emailfoldername);
CREATE INDEX meta_emailhasattachment ON metaemail (emailhasattachment);
CREATE INDEX meta_emailid ON metaemail (emailid);
CREATE INDEX meta_emailimportance ON metaemail (emailimportance);
CREATE INDEX meta_emailisread ON metaemail (emailisread);
CREATE INDEX meta_emailjobid ON metaemail (jobid);
CREATE INDEX meta_emailowner ON metaemail (emailtenant, emailowner);
CREATE INDEX meta_emailtags ON metaemail (emailtags);
CREATE INDEX meta_emailtime ON metaemail (emailtime);

CREATE TABLE metaattachment (
  attachmenttenant text, attachmentowner text, attachmentname text, attachmentemailid text,
  attachmentcontenttype text, attachmentisinline smallint, attachmentsize integer, plugin text,
  fileindex integer, jobid integer
);
CREATE INDEX meta_attachmentemailid ON metaattachment (attachmentemailid);
CREATE INDEX meta_attachmentjobid ON metaattachment (jobid);
CREATE INDEX meta_attachmentowner ON metaattachment (attachmenttenant, attachmentowner);
`;

/** Needs the extension pg_trgm. */
export const MAIL_SEARCH_INDEX = `
CREATE INDEX meta_emailsubjectbody ON metaemail USING gin (
  emailsubject gin_trgm_ops, emailbodypreview gin_trgm_ops,
  emailto gin_trgm_ops, emailcc gin_trgm_ops, emailfrom gin_trgm_ops
);
`;
