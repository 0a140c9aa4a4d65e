/** What the daemons of a Job say, on its way into the Job: messages, figures, the Storage Daemon's status. */
import type { ByteString } from '../../core/index.ts';
import type { MessageType } from '../../protocol/index.ts';
import type { Job } from './job.ts';

export const clientListener = (job: Job) => ({
  message: (type: MessageType, text: ByteString, at: Date): void => job.messages.relay(type, text, at),
  progress: (files: number, bytes: number, bytesPerSecond: number): void => {
    job.files = files;
    job.bytes = bytes;
    job.bytesPerSecond = bytesPerSecond;
    job.changed();
  },
});

export const storageListener = (job: Job) => ({
  ...clientListener(job),
  status: (letter: string): void => job.storageSays(letter),
});
