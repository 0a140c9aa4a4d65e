/**
 * One attempt to take a place for a Job on one of several drives (page 03 §3.2). The drive is taken before the Director
 * is asked, so that of two Jobs that come at once the second sees where the first one went.
 */
import type { ByteString } from '../../../../core/index.ts';
import type { VolumeAnswer } from '../../../../protocol/index.ts';
import type { Drive, Seat } from '../drive.ts';
import type { Drives } from '../drives.ts';
import { findVolume } from '../find-volume.ts';
import type { DeviceRequest } from '../reservation.ts';
import type { StorageJob } from '../storage-job.ts';
import { obstacle } from './obstacle.ts';
import { appendOrder, footing, readOrder } from './order.ts';

export interface Taken {
  readonly drive: Drive;
  readonly seat: Seat;
}

/** The drives that one request names, and why they were passed over so far. */
export interface Attempt {
  readonly request: DeviceRequest;
  readonly drives: readonly Drive[];
  readonly reasons: ByteString[];
}

export async function take(attempt: Attempt, job: StorageJob, all: Drives): Promise<Taken | undefined> {
  const { request, drives } = attempt;
  const order = request.append ? appendOrder(drives, request, job.preferMounted) : readOrder(drives);
  for (const drive of order) {
    const why = obstacle(drive, request, job.jobId);
    if (why !== undefined) attempt.reasons.push(why);
    else {
      const taken = await takeDrive(drive, attempt, job, all);
      if (taken !== undefined) return taken;
    }
  }
  return undefined;
}

async function takeDrive(drive: Drive, attempt: Attempt, job: StorageJob, all: Drives): Promise<Taken | undefined> {
  const { request } = attempt;
  const before = footing(drive, request);
  const seat = { job, request, counted: false };
  drive.sit(seat);
  if (!request.append) {
    drive.held = undefined;
    return { drive, seat };
  }
  try {
    if (before === 'shared') return await share(drive, seat, attempt);
    if (before === 'held' && (await mayAppend(drive, seat))) return { drive, seat };
    return await plan(drive, seat, attempt, all);
  } catch (error) {
    drive.rise(seat);
    throw error;
  }
}

/** Beside others: only where the Director lets this Job write to their Volume too. */
async function share(drive: Drive, seat: Seat, attempt: Attempt): Promise<Taken | undefined> {
  const volume = drive.held;
  if (volume === undefined || (await mayAppend(drive, seat))) return { drive, seat };
  drive.rise(seat);
  const { jobId } = seat.job;
  attempt.reasons.push(
    `3607 JobId=${jobId} wants another Vol, drive has Vol="${volume.name}" on drive ${drive.name}.\n`,
  );
  return undefined;
}

async function mayAppend(drive: Drive, seat: Seat): Promise<boolean> {
  const name = drive.held?.name;
  if (name === undefined) return false;
  const verdict = await seat.job.catalog.getVolume(name, true);
  if (verdict.kind === 'granted' && drive.held?.name === name) hold(drive, seat, verdict.volume);
  return verdict.kind === 'granted';
}

/** Whatever the Director offers; nothing at all is no failure yet: the Job will wait when its data comes. */
async function plan(drive: Drive, seat: Seat, { request, drives }: Attempt, all: Drives): Promise<Taken> {
  drive.held = undefined;
  const search = { ...request, catalog: seat.job.catalog, create: true, passedOver: new Set<ByteString>() };
  const { jobId, preferMounted } = seat.job;
  const acceptUsed = (other: Drive) => {
    if (!drives.includes(other) || obstacle(other, request, jobId) !== undefined) return 'no';
    return preferMounted ? 'yes' : 'otherwise';
  };
  const found = await findVolume(drive, all, search, acceptUsed);
  if (found?.usedOn !== undefined) return move(drive, found.usedOn, seat);
  // Somebody who came meanwhile may have found one.
  if (found !== undefined && drive.held === undefined) {
    all.takeFromIdle(found.volume.volume, drive);
    hold(drive, seat, found.volume);
  }
  return { drive, seat };
}

function move(from: Drive, to: Drive, seat: Seat): Taken {
  from.rise(seat);
  to.sit(seat);
  return { drive: to, seat };
}

function hold(drive: Drive, seat: Seat, { volume: name, jobs, maxJobs }: VolumeAnswer): void {
  drive.held = { name, pool: seat.request.pool, mode: 'append', jobs, maxJobs };
}
