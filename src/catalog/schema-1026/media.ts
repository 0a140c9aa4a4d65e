/** Volumes, the pools they belong to, where they lie, and which Job wrote what on them. */
import { VOL_STATUSES } from '../codes.ts';

const VOL_STATUS_LIST = VOL_STATUSES.map((status) => `'${status}'`).join(', ');

export const MEDIA_TABLES = `
CREATE TABLE pool (
  poolid serial PRIMARY KEY, name text NOT NULL, numvols integer DEFAULT 0, maxvols integer DEFAULT 0,
  useonce smallint DEFAULT 0, usecatalog smallint DEFAULT 0, acceptanyvolume smallint DEFAULT 0,
  volretention bigint DEFAULT 0, cacheretention bigint DEFAULT 0, voluseduration bigint DEFAULT 0,
  maxvoljobs integer DEFAULT 0, maxvolfiles integer DEFAULT 0, maxvolbytes bigint DEFAULT 0,
  maxpoolbytes bigint DEFAULT 0, autoprune smallint DEFAULT 0, recycle smallint DEFAULT 0,
  actiononpurge smallint DEFAULT 0,
  pooltype text CHECK (pooltype IN ('Backup', 'Copy', 'Cloned', 'Archive', 'Migration', 'Scratch')),
  labeltype integer DEFAULT 0, labelformat text NOT NULL, enabled smallint DEFAULT 1,
  scratchpoolid integer DEFAULT 0, recyclepoolid integer DEFAULT 0, nextpoolid integer DEFAULT 0,
  migrationhighbytes bigint DEFAULT 0, migrationlowbytes bigint DEFAULT 0, migrationtime bigint DEFAULT 0
);
CREATE INDEX pool_name_idx ON pool (name text_pattern_ops);

CREATE TABLE media (
  mediaid serial PRIMARY KEY, volumename text NOT NULL, slot integer DEFAULT 0, poolid integer DEFAULT 0,
  mediatype text NOT NULL, mediatypeid integer DEFAULT 0, labeltype integer DEFAULT 0, firstwritten timestamp,
  lastwritten timestamp, labeldate timestamp, voljobs integer DEFAULT 0, volfiles integer DEFAULT 0,
  volblocks integer DEFAULT 0, volparts integer DEFAULT 0, volcloudparts integer DEFAULT 0,
  volmounts integer DEFAULT 0, volbytes bigint DEFAULT 0, volabytes bigint DEFAULT 0,
  volapadding bigint DEFAULT 0, volholebytes bigint DEFAULT 0, volholes integer DEFAULT 0,
  voltype integer DEFAULT 0, volerrors integer DEFAULT 0, volwrites bigint DEFAULT 0,
  volcapacitybytes bigint DEFAULT 0, lastpartbytes bigint DEFAULT 0,
  volstatus text NOT NULL CHECK (volstatus IN (${VOL_STATUS_LIST})), enabled smallint DEFAULT 1,
  recycle smallint DEFAULT 0, actiononpurge smallint DEFAULT 0, cacheretention bigint DEFAULT 0,
  volretention bigint DEFAULT 0, voluseduration bigint DEFAULT 0, maxvoljobs integer DEFAULT 0,
  maxvolfiles integer DEFAULT 0, maxvolbytes bigint DEFAULT 0, inchanger smallint DEFAULT 0,
  storageid integer DEFAULT 0, deviceid integer DEFAULT 0, mediaaddressing smallint DEFAULT 0,
  volreadtime bigint DEFAULT 0, volwritetime bigint DEFAULT 0, endfile integer DEFAULT 0,
  endblock bigint DEFAULT 0, locationid integer DEFAULT 0, recyclecount integer DEFAULT 0,
  initialwrite timestamp, scratchpoolid integer DEFAULT 0, recyclepoolid integer DEFAULT 0, comment text,
  protected smallint DEFAULT 0, useprotect smallint DEFAULT 0, volencrypted smallint DEFAULT 0
);
CREATE INDEX media_poolid_idx ON media (poolid);
CREATE INDEX media_storageid_idx ON media (storageid);
CREATE UNIQUE INDEX media_volumename_id ON media (volumename text_pattern_ops);

CREATE TABLE jobmedia (
  jobmediaid serial PRIMARY KEY, jobid integer NOT NULL, mediaid integer NOT NULL,
  firstindex integer DEFAULT 0, lastindex integer DEFAULT 0, startfile integer DEFAULT 0,
  endfile integer DEFAULT 0, startblock bigint DEFAULT 0, endblock bigint DEFAULT 0,
  volindex integer DEFAULT 0
);
CREATE INDEX job_media_job_id_media_id_idx ON jobmedia (jobid, mediaid);
CREATE INDEX job_media_media_id_idx ON jobmedia (mediaid);

CREATE TABLE filemedia (
  jobid integer NOT NULL, fileindex integer NOT NULL, mediaid integer NOT NULL, blockaddress bigint DEFAULT 0,
  recordno integer DEFAULT 0, fileoffset bigint DEFAULT 0
);
CREATE INDEX file_media_idx ON filemedia (jobid, fileindex);

CREATE TABLE storage (
  storageid serial PRIMARY KEY, name text NOT NULL, autochanger integer DEFAULT 0
);

CREATE TABLE mediatype (
  mediatypeid serial PRIMARY KEY, mediatype text NOT NULL, readonly integer DEFAULT 0
);

CREATE TABLE device (
  deviceid serial PRIMARY KEY, name text NOT NULL, mediatypeid integer NOT NULL, storageid integer NOT NULL,
  devmounts integer NOT NULL DEFAULT 0, devreadbytes bigint NOT NULL DEFAULT 0,
  devwritebytes bigint NOT NULL DEFAULT 0, devreadbytessincecleaning bigint NOT NULL DEFAULT 0,
  devwritebytessincecleaning bigint NOT NULL DEFAULT 0, devreadtime bigint NOT NULL DEFAULT 0,
  devwritetime bigint NOT NULL DEFAULT 0, devreadtimesincecleaning bigint NOT NULL DEFAULT 0,
  devwritetimesincecleaning bigint NOT NULL DEFAULT 0, cleaningdate timestamp,
  cleaningperiod bigint NOT NULL DEFAULT 0
);

CREATE TABLE location (
  locationid serial PRIMARY KEY, location text NOT NULL, cost integer DEFAULT 0, enabled smallint
);

CREATE TABLE locationlog (
  loclogid serial PRIMARY KEY, date timestamp, comment text NOT NULL, mediaid integer DEFAULT 0,
  locationid integer DEFAULT 0, newvolstatus text NOT NULL CHECK (newvolstatus IN (${VOL_STATUS_LIST})),
  newenabled smallint
);

CREATE TABLE cdimages (
  mediaid integer PRIMARY KEY, lastburn timestamp NOT NULL
);

CREATE TABLE tagmedia (
  mediaid integer NOT NULL, tag text NOT NULL, PRIMARY KEY (mediaid, tag)
);
`;
