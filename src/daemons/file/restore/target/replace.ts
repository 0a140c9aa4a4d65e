/** Whether what stands on the disk gives way to what comes from the Volume (specification 04 §8). */
import type { ByteString } from '../../../../core/index.ts';
import type { Replace } from '../../../../protocol/index.ts';

/** Undefined: it is replaced; otherwise why not, as a genuine Client says it, the path to be added. */
export function whyKept(replace: Replace, recordMtimeSec: number, diskMtimeSec: number): ByteString | undefined {
  switch (replace) {
    case 'a':
      return undefined;
    case 'w':
      return recordMtimeSec <= diskMtimeSec ? 'File skipped. Not newer: ' : undefined;
    case 'o':
      return recordMtimeSec >= diskMtimeSec ? 'File skipped. Not older: ' : undefined;
    case 'n':
      return 'File skipped. Already exists: ';
  }
}
