/** Opens one Volume to be read (page 03 §5.2, §7); where it is not there, asks for it and waits. */
import { type ByteString, describeError, toByteString, unixSeconds } from '../../../../core/index.ts';
import type { VolumeAnswer } from '../../../../protocol/index.ts';
import { type DeviceIoError, DeviceMissingError, type VolumeFile, VolumeMissingError } from '../../device/index.ts';
import type { Drive, Seat } from '../drive.ts';
import { VolumeNotReadableError } from '../errors.ts';
import { readLabel, wrongLabel } from '../label/read-label.ts';
import { MediaWait } from '../media-wait.ts';
import { message, waiting } from '../messages.ts';
import type { MediaTools } from '../tools.ts';
import { SalvagingSource } from './salvaging-source.ts';

export interface Reading {
  readonly drive: Drive;
  readonly seat: Seat;
  readonly tools: MediaTools;
  readonly signal: AbortSignal;
  /** Something that the disk could not give. */
  readonly unreadable: (text: ByteString) => void;
}

/** A Volume being read. Disposing closes it. */
export interface ReadVolume extends AsyncDisposable {
  readonly source: SalvagingSource;
}

const POLL_MS = 10_000;

/** Rejects where the Director does not let it be read, when the signal aborts, and when nobody mounts it in time. */
export async function mountRead(volume: ByteString, reading: Reading): Promise<ReadVolume> {
  const { drive, seat, tools, signal } = reading;
  const { job, request } = seat;
  const verdict = await job.catalog.getVolume(volume, false);
  if (verdict.kind === 'refused') throw new VolumeNotReadableError(volume, verdict.why);
  drive.held = { name: volume, pool: request.pool, mode: 'read', jobs: 0, maxJobs: 0 };
  const wait = new MediaWait(drive, request.pool, tools.bell, tools.clock);
  const subject = { job: job.job, device: drive.resource, pool: request.pool, mediaType: request.mediaType };
  try {
    for (let said: string | undefined; ; ) {
      const heard = tools.bell.rings;
      const found = await openToRead(volume, reading);
      if (typeof found !== 'string') {
        wait.end([job]);
        job.say('info', message.readyToRead(volume, drive.resource));
        return found;
      }
      if (found !== said) job.say('warning', message.cannotRead(volume, drive.resource, toByteString(found)));
      said = found;
      await wait.pause(heard, { why: 'mount', text: waiting.read(subject, volume), pollMs: POLL_MS }, [job], signal);
    }
  } finally {
    wait.end([]);
  }
}

/** Or why it cannot be read now. */
async function openToRead(volume: ByteString, reading: Reading): Promise<ReadVolume | string> {
  let file: VolumeFile | undefined;
  try {
    file = await reading.drive.device.open(volume, 'read');
    const why = wrongLabel(await readLabel(file, volume), volume);
    if (why !== undefined) return why;
    const opened = file;
    const source = sourceOf(volume, opened, await opened.sizeBytes(), reading);
    file = undefined;
    return { source, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
  } catch (error) {
    if (!(error instanceof VolumeMissingError || error instanceof DeviceMissingError)) {
      reading.tools.logger.warn({ device: reading.drive.name, volume, err: error }, 'Volume cannot be read');
    }
    return describeError(error);
  } finally {
    await file?.[Symbol.asyncDispose]();
  }
}

function sourceOf(volume: ByteString, file: VolumeFile, sizeBytes: number, reading: Reading): SalvagingSource {
  const { tools, drive } = reading;
  const unreadable = (address: number, bytes: number, error: DeviceIoError): void =>
    reading.unreadable(message.unreadable(volume, address, bytes, drive.resource, toByteString(error.message)));
  return new SalvagingSource({ volume, file, sizeBytes, clock: tools.clock, unreadable });
}

/** The Director learns how long it was read. Its figures are asked for anew: somebody may have appended meanwhile. */
export async function tellReadTime(volume: ByteString, readUs: number, { drive, seat, tools }: Reading): Promise<void> {
  if (tools.drives.otherWriter(volume, drive) !== undefined) return;
  const { catalog } = seat.job;
  const verdict = await catalog.getVolume(volume, false);
  if (verdict.kind === 'granted') await catalog.updateMedia(readUpdate(verdict.volume, readUs, tools.clock.now()));
}

const readUpdate = (answer: VolumeAnswer, readUs: number, now: Date) => ({
  ...answer,
  readTimeUs: answer.readTimeUs + readUs,
  endTimeSec: unixSeconds(now),
  relabel: false,
  firstWrittenSec: 0,
});
