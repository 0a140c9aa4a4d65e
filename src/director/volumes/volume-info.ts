/** A Media row as the answer that a Storage Daemon reads (03 §5.4). */
import type { Media } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import { formatVolumeAnswer } from '../../protocol/index.ts';

export const volumeInfo = (media: Media, sdVersion: number): ByteString =>
  formatVolumeAnswer(
    {
      volume: media.volumeName,
      jobs: media.volJobs,
      files: media.volFiles,
      blocks: media.volBlocks,
      bytes: media.volBytes,
      alignedBytes: media.volABytes,
      holeBytes: media.volHoleBytes,
      holes: media.volHoles,
      mounts: media.volMounts,
      errors: media.volErrors,
      writes: media.volWrites,
      maxBytes: media.maxVolBytes,
      capacityBytes: media.volCapacityBytes,
      status: media.volStatus,
      slot: media.slot,
      maxJobs: media.maxVolJobs,
      maxFiles: media.maxVolFiles,
      inChanger: media.inChanger !== 0,
      readTimeUs: media.volReadTimeUs,
      writeTimeUs: media.volWriteTimeUs,
      endFile: media.endFile,
      endBlock: media.endBlock,
      volumeType: media.volType,
      labelType: media.labelType,
      mediaId: media.mediaId,
      scratchPoolId: media.scratchPoolId,
      parts: media.volParts,
      cloudParts: media.volCloudParts,
      lastPartBytes: media.lastPartBytes,
      enabled: media.enabled,
      recycle: media.recycle !== 0,
      // Pool quotas are not enforced by Community Bacula.
      maxPoolBytes: 0,
      poolBytes: 0,
      protected: media.protected !== 0,
      useProtect: media.useProtect !== 0,
      encrypted: media.volEncrypted !== 0,
      retentionSec: media.volRetentionSec,
    },
    sdVersion,
  );
