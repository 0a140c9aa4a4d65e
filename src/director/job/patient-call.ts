/** While a daemon does not answer and is tried again, the Job says so: once in its log, all the time by its status. */
import { toByteString } from '../../core/index.ts';
import type { Dialled } from '../../protocol/index.ts';
import type { Call } from './connect.ts';
import type { Job } from './job.ts';

const WAITING_FOR = { client: 'F', storage: 'S' } as const;

export async function patientCall(
  job: Job,
  whom: keyof typeof WAITING_FOR,
  call: (options: Call) => Promise<Dialled>,
): Promise<Dialled> {
  let waits = false;
  const onWaiting = (sentence: string): void => {
    waits = true;
    job.messages.say('warning', toByteString(sentence));
    job.storageSays(WAITING_FOR[whom]);
  };
  try {
    return await call({ signal: job.signal, onWaiting });
  } finally {
    if (waits) job.storageSays('R');
  }
}
