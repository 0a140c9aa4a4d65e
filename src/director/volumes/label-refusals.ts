/** What a Storage Daemon's refusal to label means, and what to do about it (03 §8). */
import { AppError, type ByteString, displayText } from '../../core/index.ts';

interface Refusal {
  readonly hint: string;
  /** The device is busy: the same command may succeed later. */
  readonly retryable?: boolean;
}

const BUSY: Refusal = {
  hint: 'The device is in use: try again when it is free, or on another device',
  retryable: true,
};
const NO_DEVICE: Refusal = {
  hint: 'Device in the Storage resource must name a Device or Autochanger of the Storage Daemon',
};
const CANNOT_WRITE: Refusal = {
  hint: 'See whether the Archive Device of the Storage Daemon exists, is writable and has space',
};

const REFUSALS: Readonly<Record<string, Refusal>> = {
  3900: { hint: 'The Storage Daemon does not know this command: is it one?' },
  3903: { hint: 'The Storage Daemon did not understand the command: names must not hold odd characters' },
  3908: BUSY,
  3912: CANNOT_WRITE,
  3917: CANNOT_WRITE,
  3918: CANNOT_WRITE,
  3919: { hint: 'What lies there has an unreadable label: look at it with bls -L before anything else' },
  3920: { hint: 'A Volume lies there already: choose another name, or delete the file if its data is not needed' },
  3921: { hint: 'The device holds another Volume: unmount it first' },
  3922: { hint: 'ANSI and IBM labels are written by the system that made them' },
  3929: CANNOT_WRITE,
  3997: { hint: 'The Director resource of the Storage Daemon says Monitor = yes' },
  3999: NO_DEVICE,
};

/** 3930 to 3937: blocked, unmounted, reading, writing. */
const refusalOf = (code: string): Refusal =>
  REFUSALS[code] ?? (/^393[0-7]$/.test(code) ? BUSY : { hint: 'See the messages of the Storage Daemon' });

export class VolumeLabelRefusedError extends AppError {
  readonly code = 'VOLUME_LABEL_REFUSED';
  override readonly retryable: boolean;
  override readonly hint: string;
  /** The Storage Daemon's own number, `3920`. */
  readonly storageCode: string;

  constructor(volume: ByteString, storage: ByteString, reply: ByteString) {
    super(`Storage "${displayText(storage)}" did not label Volume "${displayText(volume)}": ${words(reply)}`);
    this.storageCode = /^\d{4}/.exec(reply)?.[0] ?? '';
    const refusal = refusalOf(this.storageCode);
    this.hint = refusal.hint;
    this.retryable = refusal.retryable ?? false;
  }
}

const words = (reply: ByteString): string => displayText(reply.trim()) || 'it said nothing';
