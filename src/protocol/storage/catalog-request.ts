/**
 * What an SD asks of the Catalog (page 03 §5), in the layouts of both releases. Each request wants exactly one answer
 * (catalog-answer.ts); the JobId in it is only the SD's word: the Job is the one of the connection.
 */
import type { ByteString } from '../../core/index.ts';
import { line } from '../line.ts';
import type { Release } from '../release.ts';
import type { VolumeFigures } from './volume-figures.ts';

/** The n-th candidate to append to. */
export interface FindMedia {
  readonly kind: 'find-media';
  readonly jobId: number;
  /** 1, 2, 3 …: the next one when the last could not be used. */
  readonly index: number;
  readonly pool: ByteString;
  readonly mediaType: ByteString;
  readonly volumeType: number;
  /** False where the disk is nearly full: then no new Volume may be taken or made (08a §2). */
  readonly create: boolean;
  readonly useProtect: boolean;
  readonly encrypted: boolean;
}

export interface GetVolume {
  readonly kind: 'get-volume';
  readonly jobId: number;
  readonly volume: ByteString;
  /** True: may I write to it now; false: I am going to read it. */
  readonly write: boolean;
}

/** A Volume as the SD sees it. Counters are absolute: they replace what the Catalog has. */
export interface UpdateMedia extends VolumeFigures {
  readonly kind: 'update-media';
  readonly jobId: number;
  /** Unix seconds, 0 unknown. */
  readonly endTimeSec: number;
  readonly relabel: boolean;
  /** Unix seconds, 0 unknown. */
  readonly firstWrittenSec: number;
}

/** Lines of ranges (job-media.ts) and EOD follow before it is answered. */
export interface CreateJobMedia {
  readonly kind: 'create-job-media';
  readonly jobId: number;
}
export interface CreateFileMedia {
  readonly kind: 'create-file-media';
  readonly jobId: number;
}

export type CatalogRequest = FindMedia | GetVolume | UpdateMedia | CreateJobMedia | CreateFileMedia;

const FIND_96 =
  'CatReq JobId={jobId:int} FindMedia={index:int} pool_name={pool} media_type={mediaType} vol_type={volumeType:int}';
const FIND_OLD = line(`${FIND_96}\n`);
const FIND_NEW = line(`${FIND_96} create={create:flag} use_protect={useProtect:flag} vol_encrypted={encrypted:flag}\n`);
const GET_VOLUME = line('CatReq JobId={jobId:int} GetVolInfo VolName={volume} write={write:flag}\n');
const UPDATE_96 =
  'CatReq JobId={jobId:int} UpdateMedia VolName={volume} VolJobs={jobs:int} VolFiles={files:int} VolBlocks={blocks:int} VolBytes={bytes:int} VolABytes={alignedBytes:int} VolHoleBytes={holeBytes:int} VolHoles={holes:int} VolMounts={mounts:int} VolErrors={errors:int} VolWrites={writes:int} MaxVolBytes={maxBytes:int} EndTime={endTimeSec:int} VolStatus={status} Slot={slot:int} relabel={relabel:flag} InChanger={inChanger:flag} VolReadTime={readTimeUs:int} VolWriteTime={writeTimeUs:int} VolFirstWritten={firstWrittenSec:int} VolType={volumeType:int} VolParts={parts:int} VolCloudParts={cloudParts:int} LastPartBytes={lastPartBytes:int} Enabled={enabled:int} Recycle={recycle:flag}';
const UPDATE_OLD = line(`${UPDATE_96}\n`);
const UPDATE_NEW = line(
  `${UPDATE_96} Protected={protected:flag} UseProtect={useProtect:flag} VolEncrypted={encrypted:flag}\n`,
);
const JOB_MEDIA = line('CatReq JobId={jobId:int} CreateJobMedia\n');
const FILE_MEDIA = line('CatReq JobId={jobId:int} CreateFileMedia\n');

const UNSAID = { useProtect: false, encrypted: false };

/** Undefined: a request that we do not know; it is answered `1990 Invalid Catalog Request`. */
export function parseCatalogRequest(text: ByteString): CatalogRequest | undefined {
  const find = FIND_NEW.parse(text) ?? FIND_OLD.parse(text);
  if (find) return { kind: 'find-media', create: true, ...UNSAID, ...find };
  const get = GET_VOLUME.parse(text);
  if (get) return { kind: 'get-volume', ...get };
  const update = UPDATE_NEW.parse(text) ?? UPDATE_OLD.parse(text);
  if (update) return { kind: 'update-media', protected: false, ...UNSAID, ...update };
  const jobMedia = JOB_MEDIA.parse(text);
  if (jobMedia) return { kind: 'create-job-media', ...jobMedia };
  const fileMedia = FILE_MEDIA.parse(text);
  return fileMedia && { kind: 'create-file-media', ...fileMedia };
}

/** As an SD of this release says it. */
export function formatCatalogRequest(request: CatalogRequest, release: Release): ByteString {
  switch (request.kind) {
    case 'find-media':
      return release === '9.6' ? FIND_OLD.format(request) : FIND_NEW.format(request);
    case 'get-volume':
      return GET_VOLUME.format(request);
    case 'update-media':
      return release === '9.6' ? UPDATE_OLD.format(request) : UPDATE_NEW.format(request);
    case 'create-job-media':
      return JOB_MEDIA.format(request);
    case 'create-file-media':
      return FILE_MEDIA.format(request);
  }
}
