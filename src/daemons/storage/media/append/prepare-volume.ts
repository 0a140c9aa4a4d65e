/**
 * Makes one Volume ready to be appended to: opens it, compares label and size with what the Catalog says, labels it where
 * that is allowed, takes away what a crash left half written (pages 05 §6, 08a §1). It never overwrites what it does not
 * understand.
 */
import type { DeviceResource } from '../../../../config/index.ts';
import { type ByteString, describeError, toByteString } from '../../../../core/index.ts';
import type { VolumeAnswer } from '../../../../protocol/index.ts';
import { DeviceFullError, DeviceMissingError, type VolumeFile, VolumeMissingError } from '../../device/index.ts';
import type { Drive } from '../drive.ts';
import { type FoundLabel, readLabel, wrongLabel } from '../label/read-label.ts';
import { writeLabel } from '../label/write-label.ts';
import { message } from '../messages.ts';
import type { MediaTools } from '../tools.ts';
import type { Opened } from './append-volume.ts';
import type { Party } from './party.ts';
import { recoverTail } from './recover-tail.ts';

export interface Prepared extends Opened {
  readonly kind: 'ready';
  /** A label was written: the Volume is new, or begins anew. */
  readonly relabelled: boolean;
  /** What the Catalog has of its size is not true. */
  readonly corrected: boolean;
}

export type Preparation =
  | Prepared
  /** There is no file, and none may be made. */
  | { readonly kind: 'missing' }
  /** No room for as much as a label. */
  | { readonly kind: 'full' }
  /** Not this one; `status`: what it becomes in the Catalog. */
  | { readonly kind: 'unusable'; readonly text: ByteString; readonly status?: ByteString };

export interface Preparing {
  readonly drive: Drive;
  readonly tools: MediaTools;
  /** For whom: its labels, its log. */
  readonly party: Party;
}

/** Throws only what nobody expects. */
export async function prepareVolume(answer: VolumeAnswer, on: Preparing): Promise<Preparation> {
  let file: VolumeFile | undefined;
  try {
    file = await openVolume(answer, on);
    const prepared = await prepareOpened(file, answer, on);
    if (prepared.kind === 'ready') file = undefined;
    return prepared;
  } catch (error) {
    return explain(error, answer, on);
  } finally {
    await file?.[Symbol.asyncDispose]();
  }
}

/** A label may be written where nothing can be lost: the Catalog knows of no byte, or gave the Volume up. */
const mayLabel = (answer: VolumeAnswer, { drive }: Preparing): boolean =>
  answer.status === 'Recycle' || (answer.bytes === 0 && drive.resource.labelMedia);

async function openVolume(answer: VolumeAnswer, on: Preparing): Promise<VolumeFile> {
  try {
    return await on.drive.device.open(answer.volume, 'write');
  } catch (error) {
    if (!(error instanceof VolumeMissingError) || !mayLabel(answer, on)) throw error;
    return on.drive.device.open(answer.volume, 'create');
  }
}

async function prepareOpened(file: VolumeFile, answer: VolumeAnswer, on: Preparing): Promise<Preparation> {
  const { volume } = answer;
  const found = await readLabel(file, volume);
  if (found.kind === 'empty') return mayLabel(answer, on) ? labelEmpty(file, answer, on) : refuseEmpty(answer);
  // The Catalog knows of no Job on it, and there is no room for one in the file.
  if (found.kind === 'unfinished' && answer.jobs === 0 && answer.blocks === 0) return labelEmpty(file, answer, on);
  const why = wrongLabel(found, volume);
  if (why !== undefined || found.kind !== 'label') return refuse(answer, on, why ?? '');
  if (answer.status === 'Recycle') return recycle(file, answer, on);
  if (found.preLabel) return relabel(file, answer, found, on);
  return append(file, answer, found, on);
}

const refuseEmpty = (answer: VolumeAnswer): Preparation =>
  answer.bytes === 0
    ? { kind: 'missing' }
    : { kind: 'unusable', text: message.shorter(answer.volume, 0, answer.bytes), status: 'Error' };

const refuse = ({ volume }: VolumeAnswer, { drive }: Preparing, why: string): Preparation => ({
  kind: 'unusable',
  text: message.cannotUse(volume, drive.resource, toByteString(why)),
  status: 'Error',
});

async function recycle(file: VolumeFile, answer: VolumeAnswer, on: Preparing): Promise<Preparation> {
  if (on.tools.drives.isRead(answer.volume, on.drive)) {
    return { kind: 'unusable', text: message.cannotUse(answer.volume, on.drive.resource, 'it is being read') };
  }
  await file.truncate(0);
  return label(file, answer, on, message.recycled);
}

const labelEmpty = (file: VolumeFile, answer: VolumeAnswer, on: Preparing): Promise<Preparation> =>
  label(file, answer, on, answer.status === 'Recycle' ? message.recycled : message.labelled);

type Wording = (volume: ByteString, device: DeviceResource) => ByteString;

/** `labelTimeUs`: of the label that is replaced. */
async function label(
  file: VolumeFile,
  answer: VolumeAnswer,
  on: Preparing,
  wording: Wording,
  labelTimeUs?: number,
): Promise<Preparation> {
  const { job, seat, volumes } = on.party;
  const { pool, poolType, mediaType } = seat.request;
  const { sessionId, sessionTime } = job;
  const volumesWritten = volumes === 0 ? 0 : volumes + 1;
  const time = labelTimeUs === undefined ? {} : { labelTimeUs };
  const end = await writeLabel(
    file,
    { volume: answer.volume, pool, poolType, mediaType, ...time },
    { kind: 'volume', sessionId, sessionTime, volumesWritten },
    on.tools,
  );
  job.say('info', wording(answer.volume, on.drive.resource));
  const fresh = { ...answer, status: 'Append', blocks: 0, files: 0 };
  return ready(file, fresh, on, { end, labelEnd: end, relabelled: true, corrected: true });
}

/** The operator's label becomes that of a Job, in its place; there is nothing behind it yet. */
async function relabel(
  file: VolumeFile,
  answer: VolumeAnswer,
  found: FoundLabel & { kind: 'label' },
  on: Preparing,
): Promise<Preparation> {
  if ((await file.sizeBytes()) > found.end)
    return refuse(answer, on, 'there is data behind a label of an unused Volume');
  return label(file, answer, on, message.prelabelled, found.label.labelTimeUs);
}

async function append(
  file: VolumeFile,
  answer: VolumeAnswer,
  found: FoundLabel & { kind: 'label' },
  on: Preparing,
): Promise<Preparation> {
  const { volume, bytes } = answer;
  const { job } = on.party;
  const tail = await recoverTail(file, { volume, catalogBytes: bytes, labelEnd: found.end });
  if (tail.kind === 'short')
    return { kind: 'unusable', text: message.shorter(volume, tail.size, bytes), status: 'Error' };
  if (tail.kind === 'damaged') {
    return { kind: 'unusable', text: message.damagedTail(volume, tail.end, bytes), status: 'Error' };
  }
  job.say('info', message.previouslyWritten(volume));
  if (tail.tornBytes > 0) {
    await file.truncate(tail.end);
    job.say('warning', message.torn(volume, tail.end, tail.tornBytes));
  }
  if (tail.end !== bytes) job.say('warning', message.larger(volume, tail.end, bytes));
  await file.sync();
  job.say('info', message.readyToAppend(volume, tail.end));
  return ready(file, answer, on, {
    end: tail.end,
    labelEnd: found.end,
    relabelled: false,
    corrected: tail.end !== bytes,
  });
}

const ready = (
  file: VolumeFile,
  answer: VolumeAnswer,
  { drive }: Preparing,
  rest: { end: number; labelEnd: number; relabelled: boolean; corrected: boolean },
): Prepared => ({ kind: 'ready', file, answer, deviceMaxBytes: drive.resource.maximumVolumeSizeBytes, ...rest });

function explain(error: unknown, { volume }: VolumeAnswer, { drive, tools }: Preparing): Preparation {
  if (error instanceof VolumeMissingError || error instanceof DeviceMissingError) return { kind: 'missing' };
  if (error instanceof DeviceFullError) return { kind: 'full' };
  tools.logger.warn({ device: drive.name, volume, err: error }, 'Volume cannot be mounted');
  return { kind: 'unusable', text: message.cannotUse(volume, drive.resource, toByteString(describeError(error))) };
}
