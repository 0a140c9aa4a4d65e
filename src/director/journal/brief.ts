/**
 * What another Director has to know to go on with a backup, beside the Job's row and the configuration: ASCII, so that it
 * stands in any Catalog as it was written. What it cannot read it does not adopt.
 */
import type { ByteString } from '../../core/index.ts';

export interface Brief {
  readonly pool: ByteString;
  readonly poolFrom: string;
  readonly storageFrom: string;
  readonly device: ByteString;
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly priority: number;
  readonly accurate: boolean;
  readonly spoolData: boolean;
  readonly upgradedFrom?: string;
  readonly since?: { readonly jobId: number; readonly job: ByteString; readonly startMs: number };
}

const NON_ASCII = /[^\x00-\x7f]/g;

export const formatBrief = (brief: Brief): string =>
  JSON.stringify(brief).replace(NON_ASCII, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Undefined: somebody else wrote it. */
export function parseBrief(text: string): Brief | undefined {
  try {
    const brief = JSON.parse(text) as Brief;
    const isWhole = typeof brief.pool === 'string' && typeof brief.device === 'string';
    return isWhole && Number.isSafeInteger(brief.sessionId) && Number.isSafeInteger(brief.priority) ? brief : undefined;
  } catch {
    return undefined;
  }
}
