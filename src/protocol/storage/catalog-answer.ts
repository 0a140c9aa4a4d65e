/**
 * The Director's answers to catalog requests (page 03 §5.4). An SD scans the positive one with a fixed pattern and
 * rejects it when a field is missing: the layout must be that of the SD's own release.
 */
import type { ByteString } from '../../core/index.ts';
import { line } from '../line.ts';
import type { VolumeFigures } from './volume-figures.ts';

/** A Volume as its Media row has it. */
export interface VolumeAnswer extends VolumeFigures {
  readonly capacityBytes: number;
  readonly maxJobs: number;
  readonly maxFiles: number;
  readonly endFile: number;
  readonly endBlock: number;
  readonly labelType: number;
  readonly mediaId: number;
  readonly scratchPoolId: number;
  readonly maxPoolBytes: number;
  readonly poolBytes: number;
  readonly retentionSec: number;
}

const COMMON =
  '1000 OK VolName={volume} VolJobs={jobs:int} VolFiles={files:int} VolBlocks={blocks:int} VolBytes={bytes:int} VolABytes={alignedBytes:int} VolHoleBytes={holeBytes:int} VolHoles={holes:int} VolMounts={mounts:int} VolErrors={errors:int} VolWrites={writes:int} MaxVolBytes={maxBytes:int} VolCapacityBytes={capacityBytes:int} VolStatus={status} Slot={slot:int} MaxVolJobs={maxJobs:int} MaxVolFiles={maxFiles:int} InChanger={inChanger:flag} VolReadTime={readTimeUs:int} VolWriteTime={writeTimeUs:int} EndFile={endFile:int} EndBlock={endBlock:int} VolType={volumeType:int} LabelType={labelType:int} MediaId={mediaId:int} ScratchPoolId={scratchPoolId:int} VolParts={parts:int} VolCloudParts={cloudParts:int} LastPartBytes={lastPartBytes:int} Enabled={enabled:int}';
const PROTECTION =
  'MaxPoolBytes={maxPoolBytes:int} PoolBytes={poolBytes:int} Recycle={recycle:flag} Protected={protected:flag} UseProtect={useProtect:flag} VolEncrypted={encrypted:flag}';
const ANSWER_96 = line(`${COMMON} Recycle={recycle:flag}\n`);
const ANSWER_15 = line(`${COMMON} ${PROTECTION}\n`);
const ANSWER_15_RETENTION = line(`${COMMON} ${PROTECTION} VolRetention={retentionSec:int}\n`);

const FIRST_WITH_PROTECTION = 30_000;
const FIRST_WITH_RETENTION = 30_008;

/** `sdVersion`: the number in the SD's `3000 OK Hello`. */
export function formatVolumeAnswer(volume: VolumeAnswer, sdVersion: number): ByteString {
  if (sdVersion >= FIRST_WITH_RETENTION) return ANSWER_15_RETENTION.format(volume);
  if (sdVersion >= FIRST_WITH_PROTECTION) return ANSWER_15.format(volume);
  return ANSWER_96.format(volume);
}

const UNSAID = {
  maxPoolBytes: 0,
  poolBytes: 0,
  protected: false,
  useProtect: false,
  encrypted: false,
  retentionSec: 0,
};

/** As an SD reads it; undefined: the Volume may not be used. */
export function parseVolumeAnswer(text: ByteString): VolumeAnswer | undefined {
  const fields = ANSWER_15_RETENTION.parse(text) ?? ANSWER_15.parse(text) ?? ANSWER_96.parse(text);
  return fields && { ...UNSAID, ...fields };
}

// --- the other answers

const oneLine = (text: ByteString): ByteString => text.replace(/[\n\0]+/g, ' ').trim();

/** To FindMedia: there is nothing to write on. No failure yet, the SD will wait or ask again. */
export const formatNoMedia = (why: ByteString): ByteString => `1901 No Media. ${oneLine(why)}\n`;
/** To GetVolInfo. */
export const formatVolumeUnknown = (volume: ByteString): ByteString =>
  `1997 Volume "${oneLine(volume)}" not in catalog.\n`;
/** To GetVolInfo: `not in Pool`, `not correct MediaType`, `is not Enabled`, or the reason from 08a §3. */
export const formatVolumeRefused = (volume: ByteString, status: ByteString, why: ByteString): ByteString =>
  `1998 Volume "${oneLine(volume)}" catalog status is ${oneLine(status)}, ${oneLine(why)}.\n`;
/** To UpdateMedia. */
export const formatUpdateFailed = (volume: ByteString, why: ByteString): ByteString =>
  `1991 Catalog Request for vol=${oneLine(volume)} failed: ${oneLine(why)}\n`;
export const UPDATE_MEDIA_ERROR: ByteString = '1993 Update Media error\n';
export const JOB_MEDIA_CREATED: ByteString = '1000 OK CreateJobMedia\n';
export const JOB_MEDIA_ERROR: ByteString = '1992 Create JobMedia error\n';
export const FILE_MEDIA_CREATED: ByteString = '1000 OK CreateFileMedia\n';
export const FILE_MEDIA_ERROR: ByteString = '1992 Create FileMedia error\n';
/** To BlastAttr: send the packets over the wire; not an error, but the usual answer between two machines. */
export const SPOOL_NOT_SHARED: ByteString = '1990 ERROR BlastAttr\n';
export const SPOOL_STORED: ByteString = '1000 OK BlastAttr\n';
/** To whatever we do not know. */
export const formatInvalidRequest = (request: ByteString): ByteString =>
  `1990 Invalid Catalog Request: ${oneLine(request.slice(0, 200))}\n`;
