/**
 * What a packet from a Storage Daemon is (page 03 §1.2). Never throws: what fits nowhere is `malformed`. Requests may
 * come between a command and its answer, so one reader takes everything and sorts by this. Behind CreateJobMedia the
 * packets up to EOD are ranges (job-media.ts) and must not come here.
 */
import { type ByteString, bytesToByteString } from '../../core/index.ts';
import { type AnyJobMessage, parseJobMessage } from '../job-message.ts';
import { line } from '../line.ts';
import { MalformedMessageError } from '../message-errors.ts';
import type { Release } from '../release.ts';
import { type AttributePacket, decodeAttributePacket, isAttributePacket } from './attributes.ts';
import { type CatalogRequest, parseCatalogRequest } from './catalog-request.ts';
import { parseStorageEndJob, parseStorageStart, type StorageEndJob } from './job-end.ts';

export type FromStorage =
  | AnyJobMessage
  | CatalogRequest
  /** The answer to the last command; `code` is its leading number. */
  | { readonly kind: 'reply'; readonly code: number; readonly text: ByteString }
  /** `3010`: the data connection stands. */
  | { readonly kind: 'job-started'; readonly job: ByteString }
  /** `3099`: all that belongs to the Job has been said. */
  | ({ readonly kind: 'job-ended' } & StorageEndJob)
  | { readonly kind: 'attributes'; readonly packet: AttributePacket }
  /** The attributes lie in a file on the SD's disk; answer SPOOL_NOT_SHARED to get them over the wire. */
  | { readonly kind: 'attribute-spool'; readonly jobId: number; readonly file: ByteString }
  /** A CatReq that we do not know: answer formatInvalidRequest. */
  | { readonly kind: 'unknown-request'; readonly text: ByteString }
  /** Words without a code: what is said outside of Jobs. */
  | { readonly kind: 'text'; readonly text: ByteString }
  | { readonly kind: 'malformed'; readonly error: MalformedMessageError };

const BLAST = line('BlastAttr JobId={jobId:int} File={file:hidden}\n');

/** Offers the spool file of a Job, as an SD says it. */
export const formatAttributeSpool = (jobId: number, file: ByteString): ByteString => BLAST.format({ jobId, file });

/** `release` decides what the numbers of message types mean. Never throws. */
export function classifyStoragePacket(payload: Buffer, release: Release): FromStorage {
  if (isAttributePacket(payload)) return classifyAttributes(payload);
  const text = bytesToByteString(payload);
  const first = text.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return classifyReply(text);
  if (text.startsWith('CatReq ')) return parseCatalogRequest(text) ?? { kind: 'unknown-request', text };
  const message = parseJobMessage(text, release);
  if (message !== undefined) return message;
  const spool = BLAST.parse(text);
  if (spool !== undefined) return { kind: 'attribute-spool', ...spool };
  if (/^(?:Jmsg|Progress|Status|Events:|UpdCat|BlastAttr) /.test(text)) {
    return { kind: 'malformed', error: new MalformedMessageError('message of a Storage Daemon', text) };
  }
  return { kind: 'text', text };
}

function classifyAttributes(payload: Buffer): FromStorage {
  try {
    return { kind: 'attributes', packet: decodeAttributePacket(payload) };
  } catch (error) {
    if (error instanceof MalformedMessageError) return { kind: 'malformed', error };
    throw error;
  }
}

function classifyReply(text: ByteString): FromStorage {
  const job = parseStorageStart(text);
  if (job !== undefined) return { kind: 'job-started', job };
  const verdict = parseStorageEndJob(text);
  if (verdict !== undefined) return { kind: 'job-ended', ...verdict };
  return { kind: 'reply', code: Number.parseInt(text.slice(0, 4), 10), text };
}
