/**
 * What another Director has to know to go on with a backup, beside the Job's row and the configuration: ASCII, so that it
 * stands in any Catalog as it was written. What it cannot read it does not adopt.
 */
import type { ByteString } from '../../core/index.ts';
import { asciiJson, parseObject } from '../succession/ascii-json.ts';

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

export const formatBrief = (brief: Brief): string => asciiJson(brief);

/** Undefined: somebody else wrote it. */
export function parseBrief(text: string): Brief | undefined {
  const brief = parseObject(text) as Partial<Brief> | undefined;
  const isWhole = typeof brief?.pool === 'string' && typeof brief.device === 'string';
  const isNumbered = Number.isSafeInteger(brief?.sessionId) && Number.isSafeInteger(brief?.priority);
  return isWhole && isNumbered ? (brief as Brief) : undefined;
}
