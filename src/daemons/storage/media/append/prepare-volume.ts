/**
 * Makes one Volume ready to be appended to: opens it, compares label and size with what the Catalog says, labels it where
 * that is allowed, takes away what a crash left half written (pages 05 §6, 08a §1). It never overwrites what it does not
 * understand.
 */
import { describeError, toByteString } from '../../../../core/index.ts';
import type { VolumeAnswer } from '../../../../protocol/index.ts';
import {
  DeviceFullError,
  DeviceMissingError,
  unprotectVolume,
  type VolumeFile,
  VolumeMissingError,
  VolumeProtectedError,
} from '../../device/index.ts';
import { type FoundLabel, readLabel, wrongLabel } from '../label/read-label.ts';
import { message } from '../messages.ts';
import { protects } from '../protect/protect.ts';
import { labelEmpty, recycle, relabel } from './label-for-job.ts';
import { type Preparation, type Preparing, ready } from './preparation.ts';
import { recoverTail } from './recover-tail.ts';

/** Throws only what nobody expects. */
export async function prepareVolume(answer: VolumeAnswer, on: Preparing): Promise<Preparation> {
  let file: VolumeFile | undefined;
  try {
    await allowWriting(answer, on);
    file = await openVolume(answer, on);
    if (on.tools.appending.has(file.identity)) return inUse(answer, on);
    const prepared = await whileClaimed(file, answer, on);
    if (prepared.kind === 'ready') file = undefined;
    return prepared;
  } catch (error) {
    return explain(error, answer, on);
  } finally {
    await file?.[Symbol.asyncDispose]();
  }
}

/** What was protected until a day may begin anew behind it, and not before. */
function allowWriting({ volume, status, protected: told }: VolumeAnswer, { drive, tools }: Preparing): Promise<void> {
  const lift = status === 'Recycle' && (told || protects(drive.resource));
  return unprotectVolume(drive.device.path, volume, { now: tools.clock.now(), lift });
}

const inUse = ({ volume }: VolumeAnswer, { drive }: Preparing): Preparation => ({
  kind: 'unusable',
  text: message.cannotUse(volume, drive.resource, 'it is being appended to through another device'),
});

/** From the first look on nobody else may append to it by another path; `close` of the mounted Volume ends that. */
async function whileClaimed(file: VolumeFile, answer: VolumeAnswer, on: Preparing): Promise<Preparation> {
  const { appending } = on.tools;
  appending.add(file.identity);
  let isReady = false;
  try {
    if (!(await file.claim())) {
      on.tools.logger.warn(
        { volume: answer.volume },
        'No locks there: another daemon that writes on the Volume is not noticed',
      );
    }
    const prepared = await prepareOpened(file, answer, on);
    isReady = prepared.kind === 'ready';
    return prepared;
  } finally {
    if (!isReady) appending.delete(file.identity);
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
  // The Catalog knows of no Job on it that is wanted, and there is no room for one in the file.
  const isUnused = answer.status === 'Recycle' || (answer.jobs === 0 && answer.blocks === 0);
  if (found.kind === 'unfinished' && isUnused) return labelEmpty(file, answer, on);
  const why = wrongLabel(found, volume);
  if (why !== undefined || found.kind !== 'label') return refuse(answer, on, why ?? '');
  if (answer.status === 'Recycle') return recycle(file, answer, on);
  if (!found.preLabel) return append(file, answer, found, on);
  if ((await file.sizeBytes()) > found.end) return refuse(answer, on, 'there is data behind an unused label');
  return relabel(file, answer, on, found.label.labelTimeUs);
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
  return ready(file, answer, on, { end: tail.end, labelEnd: found.end, relabelled: false });
}

function explain(error: unknown, { volume, status: told }: VolumeAnswer, { drive, tools }: Preparing): Preparation {
  if (error instanceof VolumeMissingError || error instanceof DeviceMissingError) return { kind: 'missing' };
  if (error instanceof DeviceFullError) return { kind: 'full' };
  tools.logger.warn({ device: drive.name, volume, err: error }, 'Volume cannot be mounted');
  const text = message.cannotUse(volume, drive.resource, toByteString(describeError(error)));
  // Somebody died between protecting it and telling the Catalog that it is full.
  const isFull = error instanceof VolumeProtectedError && told === 'Append';
  return { kind: 'unusable', text, ...(isFull ? { status: 'Full' } : {}) };
}
