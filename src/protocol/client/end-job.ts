/** The FD's verdict, its last word on a Job (page 02 §9). It is only half of the truth: the SD has one too (03 §4). */
import type { ByteString } from '../../core/index.ts';
import { line } from '../line.ts';

export interface ClientEndJob {
  /** Status letter: T good, W warnings, E error, f fatal, A cancelled, I incomplete, D differences, e non-fatal error. */
  readonly status: string;
  /** The last FileIndex, deleted entries included. */
  readonly files: number;
  readonly readBytes: number;
  /** After compression and encryption. */
  readonly jobBytes: number;
  readonly errors: number;
  readonly snapshot: boolean;
  readonly encrypted: boolean;
  /** Sent to the SD before and after line compression; 0 from FDs that do not say. */
  readonly commBytes: number;
  readonly compressedCommBytes: number;
}

const SHORT = line(
  '2800 End Job TermCode={status:code} JobFiles={files:int} ReadBytes={readBytes:int} JobBytes={jobBytes:int} Errors={errors:int}',
);
const MIDDLE = line(
  '2800 End Job TermCode={status:code} JobFiles={files:int} ReadBytes={readBytes:int} JobBytes={jobBytes:int} Errors={errors:int} VSS={snapshot:flag} Encrypt={encrypted:flag}\n',
);
const FULL = line(
  '2800 End Job TermCode={status:code} JobFiles={files:int} ReadBytes={readBytes:int} JobBytes={jobBytes:int} Errors={errors:int} VSS={snapshot:flag} Encrypt={encrypted:flag} CommBytes={commBytes:int} CompressCommBytes={compressedCommBytes:int}\n',
);
const UNSAID = { snapshot: false, encrypted: false, commBytes: 0, compressedCommBytes: 0 };

/** Undefined: another line. */
export function parseClientEndJob(text: ByteString): ClientEndJob | undefined {
  const fields = FULL.parse(text) ?? MIDDLE.parse(text) ?? SHORT.parse(text);
  return fields && { ...UNSAID, ...fields };
}

export const formatClientEndJob = (verdict: ClientEndJob): ByteString => FULL.format(verdict);
