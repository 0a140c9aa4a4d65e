/**
 * Why a device cannot take a Job now (page 03 §3.1, §3.2). Pure: the drive as it stands, the request, and the line that
 * `status` shows below "Jobs waiting to reserve a drive".
 */
import type { ByteString } from '../../../../core/index.ts';
import { printDevice } from '../device-name.ts';
import type { Drive } from '../drive.ts';
import type { DeviceRequest } from '../reservation.ts';

/** Never, whatever happens: the device is another one, switched off, or cannot do what is wanted. */
export const unfit = ({ resource, enabled }: Drive, request: DeviceRequest): boolean =>
  resource.mediaType !== request.mediaType || !enabled || (request.append && resource.readOnly);

/** The line; undefined: the drive may be taken. */
export function obstacle(drive: Drive, request: DeviceRequest, jobId: number): ByteString | undefined {
  const device = printDevice(drive.resource);
  if (drive.unmounted) return `3601 JobId=${jobId} File device ${device} is BLOCKED due to user unmount.\n`;
  if (!request.append && drive.busy)
    return `3602 JobId=${jobId} File device ${device} is busy (already reading/writing).\n`;
  if (drive.reading) return `3603 JobId=${jobId} File device ${device} is busy reading.\n`;
  return limit(drive, jobId, device) ?? otherPool(drive, request, jobId, device);
}

function limit({ resource, seats, held }: Drive, jobId: number, device: ByteString): ByteString | undefined {
  const { maximumConcurrentJobs: most } = resource;
  if (most > 0 && seats.size >= most) {
    return `3609 JobId=${jobId} Max concurrent jobs=${most} exceeded on File device ${device}.\n`;
  }
  const coming = [...seats].filter((seat) => !seat.counted).length;
  if (held !== undefined && held.maxJobs > 0 && seats.size > 0 && held.jobs + coming >= held.maxJobs) {
    return `3611 JobId=${jobId} Volume max jobs=${held.maxJobs} exceeded on File device ${device}.\n`;
  }
  return undefined;
}

function otherPool(drive: Drive, request: DeviceRequest, jobId: number, device: ByteString): ByteString | undefined {
  if (drive.pool === undefined || drive.pool === request.pool) return undefined;
  const { pool } = drive;
  return `3608 JobId=${jobId} wants Pool="${request.pool}" but have Pool="${pool}" nreserve=${drive.seats.size} on File device ${device}.\n`;
}
