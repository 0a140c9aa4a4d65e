/** What a Storage Daemon answers (page 03): the good answers as lines. What they do not parse is a refusal. */
import type { ByteString } from '../../core/index.ts';
import { line } from '../line.ts';
import type { Release } from '../release.ts';

export const storageReply = {
  /** Session number, session time and the key that the FD must bring. */
  job: line('3000 OK Job SDid={sessionId:int} SDtime={sessionTime:int} Authorization={authorization:word}\n'),
  bootstrap: line('3000 OK bootstrap\n'),
  clientCalled: line('3000 OK client command\n'),
  storageCalled: line('2000 OK storage\n'),
  cancelled: line('3000 JobId={jobId:int} Job="{job:text}'),
  notFound: line('3904 Job {job} not found.\n'),
  queryStore: line('3000 OK query store\n'),
  freeSpace: line('3000 OK size={freeBytes:int}\n'),
  dotStatus: line('3000 OK .status\n'),
  bandwidth: line('2000 OK Bandwidth\n'),
  setDebug: line('3000 OK setdebug={level:int}'),
};

const DEVICE = line('3000 OK use device device={device} protect={protect:flag} encrypt={encrypt:flag}\n');
const DEVICE_OLD = line('3000 OK use device device={device}\n');

/** The device that was really reserved: of a changer, its drive. */
export interface ReservedDevice {
  readonly device: ByteString;
  readonly protect: boolean;
  readonly encrypt: boolean;
}

/** As an SD of this release says it. */
export const formatReservedDevice = (
  { device, protect }: Pick<ReservedDevice, 'device' | 'protect'>,
  release: Release,
): ByteString =>
  release === '9.6' ? DEVICE_OLD.format({ device }) : DEVICE.format({ device, protect, encrypt: false });

/** Undefined: not reserved; the text says why (3913, 3924, 3926, 3939). */
export function parseReservedDevice(text: ByteString): ReservedDevice | undefined {
  const fields = DEVICE.parse(text) ?? DEVICE_OLD.parse(text);
  return fields && { protect: false, encrypt: false, ...fields };
}

const LABELLED = line('3000 OK label. VolBytes={bytes:int} VolABytes={alignedBytes:int} VolType={volumeType:int}');

/** What the Media row of a freshly labelled Volume takes from the SD (page 03 §8). */
export interface LabelledVolume {
  readonly bytes: number;
  readonly alignedBytes: number;
  readonly volumeType: number;
}

export const parseLabelled = (text: ByteString): LabelledVolume | undefined => LABELLED.parse(text);
