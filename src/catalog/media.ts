/** The Media rows: one for each Volume (06 §11, 08a §1). Counters are those of the Storage Daemon, absolute. */
import type { ByteString } from '../core/index.ts';
import type { VolStatus } from './codes.ts';
import { repeatable, type Statement, sql } from './sql.ts';

/** What a Storage Daemon reported, merged with what the row said (03 §5.3). */
export interface MediaCounters {
  readonly mediaId: number;
  readonly volStatus: VolStatus;
  readonly volJobs: number;
  readonly volFiles: number;
  readonly volBlocks: number;
  readonly volBytes: number;
  readonly volABytes: number;
  readonly volHoleBytes: number;
  readonly volHoles: number;
  readonly volMounts: number;
  readonly volErrors: number;
  readonly volWrites: number;
  readonly volType: number;
  readonly volParts: number;
  readonly volCloudParts: number;
  readonly lastPartBytes: number;
  readonly volReadTimeUs: number;
  readonly volWriteTimeUs: number;
  readonly slot: number;
  readonly inChanger: number;
  /** 0 no, 1 yes, 2 archived. */
  readonly enabled: number;
  readonly recycle: number;
  readonly storageId: number;
  readonly protected: number;
  readonly useProtect: number;
  readonly volEncrypted: number;
  readonly firstWritten: Date | null;
  readonly lastWritten: Date | null;
  readonly labelDate: Date | null;
}

/** A whole row. */
export interface Media extends MediaCounters {
  readonly volumeName: ByteString;
  readonly poolId: number;
  readonly mediaType: ByteString;
  readonly actionOnPurge: number;
  readonly labelType: number;
  readonly volCapacityBytes: number;
  readonly endFile: number;
  readonly endBlock: number;
  readonly maxVolJobs: number;
  readonly maxVolFiles: number;
  readonly maxVolBytes: number;
  readonly volRetentionSec: number;
  readonly volUseDurationSec: number;
  readonly recycleCount: number;
  readonly recyclePoolId: number;
  readonly scratchPoolId: number;
  readonly initialWrite: Date | null;
}

export const mediaColumns: Statement = sql`
  MediaId AS "mediaId", VolumeName AS "volumeName", PoolId AS "poolId", MediaType AS "mediaType",
  StorageId AS "storageId", VolStatus AS "volStatus", Enabled AS "enabled", Recycle AS "recycle",
  ActionOnPurge AS "actionOnPurge", LabelType AS "labelType", VolType AS "volType", Slot AS "slot",
  InChanger AS "inChanger", VolJobs AS "volJobs", VolFiles AS "volFiles", VolBlocks AS "volBlocks",
  VolBytes AS "volBytes", VolABytes AS "volABytes", VolHoleBytes AS "volHoleBytes", VolHoles AS "volHoles",
  VolMounts AS "volMounts", VolErrors AS "volErrors", VolWrites AS "volWrites", VolParts AS "volParts",
  VolCloudParts AS "volCloudParts", LastPartBytes AS "lastPartBytes", VolCapacityBytes AS "volCapacityBytes",
  VolReadTime AS "volReadTimeUs", VolWriteTime AS "volWriteTimeUs", EndFile AS "endFile", EndBlock AS "endBlock",
  MaxVolJobs AS "maxVolJobs", MaxVolFiles AS "maxVolFiles", MaxVolBytes AS "maxVolBytes",
  VolRetention AS "volRetentionSec", VolUseDuration AS "volUseDurationSec", RecycleCount AS "recycleCount",
  RecyclePoolId AS "recyclePoolId", ScratchPoolId AS "scratchPoolId", Protected AS "protected",
  UseProtect AS "useProtect", VolEncrypted AS "volEncrypted", FirstWritten AS "firstWritten",
  LastWritten AS "lastWritten", LabelDate AS "labelDate", InitialWrite AS "initialWrite"`;

export const mediaByName = (volumeName: ByteString): Statement<Media> => sql`
  SELECT ${mediaColumns} FROM Media WHERE VolumeName = ${volumeName}`;

/** As mediaByName, and nobody else changes the row until this transaction ends. */
export const mediaByNameLocked = (volumeName: ByteString): Statement<Media> => sql`
  SELECT ${mediaColumns} FROM Media WHERE VolumeName = ${volumeName} FOR UPDATE`;

export const mediaByIdLocked = (mediaId: number): Statement<Media> => sql`
  SELECT ${mediaColumns} FROM Media WHERE MediaId = ${mediaId} FOR UPDATE`;

/** The number in the next simple Volume name: of the whole Catalog, not of a Pool (08a §5). */
export const highestMediaId: Statement<{ mediaId: number }> = sql`
  SELECT COALESCE(MAX(MediaId), 0) AS "mediaId" FROM Media`;

export interface NewMedia {
  readonly volumeName: ByteString;
  readonly poolId: number;
  readonly mediaType: ByteString;
  readonly storageId: number;
  readonly slot?: number;
  readonly volType?: number;
  readonly volBytes?: number;
  readonly volABytes?: number;
  readonly useProtect?: number;
  readonly volEncrypted?: number;
}

/** A new Volume with the defaults of its Pool's row; no row comes back where the name is taken. */
export const insertMedia = (media: NewMedia): Statement<Media> => sql`
  INSERT INTO Media (VolumeName, MediaType, MediaTypeId, PoolId, StorageId, VolStatus, Enabled, Slot, InChanger,
         VolType, VolBytes, VolABytes, UseProtect, VolEncrypted,
         MaxVolBytes, MaxVolJobs, MaxVolFiles, VolUseDuration, VolRetention, CacheRetention, Recycle,
         ActionOnPurge, RecyclePoolId, ScratchPoolId, LabelType)
  SELECT ${media.volumeName}, ${media.mediaType}, 0, PoolId, ${media.storageId}::integer, 'Append', 1,
         ${media.slot ?? 0}::integer, ${media.slot === undefined || media.slot === 0 ? 0 : 1}::smallint,
         ${media.volType ?? 0}::integer, ${media.volBytes ?? 0}::bigint, ${media.volABytes ?? 0}::bigint,
         ${media.useProtect ?? 0}::smallint, ${media.volEncrypted ?? 0}::smallint,
         MaxVolBytes, MaxVolJobs, MaxVolFiles, VolUseDuration, VolRetention, CacheRetention, Recycle,
         ActionOnPurge, RecyclePoolId, ScratchPoolId, LabelType
    FROM Pool
   WHERE PoolId = ${media.poolId}
      ON CONFLICT (VolumeName) DO NOTHING
  RETURNING ${mediaColumns}`;

export const mediaAssignments = (media: MediaCounters): Statement => sql`
         VolStatus = ${media.volStatus}, VolJobs = ${media.volJobs}, VolFiles = ${media.volFiles},
         VolBlocks = ${media.volBlocks}, VolBytes = ${media.volBytes}, VolABytes = ${media.volABytes},
         VolHoleBytes = ${media.volHoleBytes}, VolHoles = ${media.volHoles}, VolMounts = ${media.volMounts},
         VolErrors = ${media.volErrors}, VolWrites = ${media.volWrites}, VolType = ${media.volType},
         VolParts = ${media.volParts}, VolCloudParts = ${media.volCloudParts},
         LastPartBytes = ${media.lastPartBytes}, VolReadTime = ${media.volReadTimeUs},
         VolWriteTime = ${media.volWriteTimeUs}, Slot = ${media.slot}, InChanger = ${media.inChanger},
         Enabled = ${media.enabled}, Recycle = ${media.recycle}, StorageId = ${media.storageId},
         Protected = ${media.protected}, UseProtect = ${media.useProtect}, VolEncrypted = ${media.volEncrypted},
         FirstWritten = ${media.firstWritten}, LastWritten = ${media.lastWritten}, LabelDate = ${media.labelDate}`;

export const updateMediaCounters = (media: MediaCounters): Statement<Media> =>
  repeatable(sql`
  UPDATE Media SET ${mediaAssignments(media)} WHERE MediaId = ${media.mediaId}
  RETURNING ${mediaColumns}`);

/** A slot holds one Volume: whichever row claimed it before for the same Storage no longer does. */
export const vacateSlot = (slot: number, storageId: number, exceptMediaId: number): Statement =>
  repeatable(sql`
  UPDATE Media SET InChanger = 0, Slot = 0
   WHERE Slot = ${slot} AND StorageId = ${storageId} AND MediaId <> ${exceptMediaId} AND InChanger = 1`);
