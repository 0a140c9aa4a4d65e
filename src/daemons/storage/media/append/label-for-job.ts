/** Labels a Volume for the Job that is going to write on it: a new one, one that begins anew, an operator's (page 05 §4.1). */
import type { DeviceResource } from '../../../../config/index.ts';
import type { ByteString } from '../../../../core/index.ts';
import type { VolumeAnswer } from '../../../../protocol/index.ts';
import type { VolumeFile } from '../../device/index.ts';
import { writeLabel } from '../label/write-label.ts';
import { message } from '../messages.ts';
import { type Preparation, type Preparing, ready } from './preparation.ts';

/** A file with nothing in it that anybody needs. */
export const labelEmpty = (file: VolumeFile, answer: VolumeAnswer, on: Preparing): Promise<Preparation> =>
  label(file, answer, on, answer.status === 'Recycle' ? message.recycled : message.labelled);

/** All previous data is lost. */
export async function recycle(file: VolumeFile, answer: VolumeAnswer, on: Preparing): Promise<Preparation> {
  if (on.tools.drives.isRead(answer.volume, on.drive)) {
    return { kind: 'unusable', text: message.cannotUse(answer.volume, on.drive.resource, 'it is being read') };
  }
  await file.truncate(0);
  return label(file, answer, on, message.recycled);
}

/** The operator's label becomes that of a Job, in its place, and keeps its time; there is nothing behind it yet. */
export const relabel = (
  file: VolumeFile,
  answer: VolumeAnswer,
  on: Preparing,
  labelTimeUs: number,
): Promise<Preparation> => label(file, answer, on, message.prelabelled, labelTimeUs);

type Wording = (volume: ByteString, device: DeviceResource) => ByteString;

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
  const fields = { volume: answer.volume, pool, poolType, mediaType };
  const time = labelTimeUs === undefined ? {} : { labelTimeUs };
  const volumesWritten = volumes === 0 ? 0 : volumes + 1;
  const kind = { kind: 'volume', sessionId, sessionTime, volumesWritten } as const;
  const end = await writeLabel(file, { ...fields, ...time }, kind, on.tools);
  job.say('info', wording(answer.volume, on.drive.resource));
  const fresh = { ...answer, status: 'Append', blocks: 0, files: 0 };
  return ready(file, fresh, on, { end, labelEnd: end, relabelled: true });
}
