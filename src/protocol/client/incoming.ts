/**
 * What a packet from a File Daemon is, in the order of page 02 §11. Never throws: what fits nowhere is `malformed`,
 * and what belongs to no Job is `text`.
 */
import { type ByteString, bytesToByteString } from '../../core/index.ts';
import { type AnyJobMessage, parseJobMessage } from '../job-message.ts';
import { MalformedMessageError } from '../message-errors.ts';
import type { Release } from '../release.ts';
import { type ClientEndJob, parseClientEndJob } from './end-job.ts';

export type FromClient =
  | AnyJobMessage
  /** The answer to the last command; `code` is its leading number. */
  | { readonly kind: 'reply'; readonly code: number; readonly text: ByteString }
  /** `2800`: the Job is over for the FD. */
  | ({ readonly kind: 'job-ended' } & ClientEndJob)
  /** Snapshot and file event requests of 15.x plugins; to be refused with `1990`. */
  | { readonly kind: 'unknown-request'; readonly text: ByteString }
  /** Words without a code: what is said outside of Jobs, and why a command was bad. */
  | { readonly kind: 'text'; readonly text: ByteString }
  | { readonly kind: 'malformed'; readonly error: MalformedMessageError };

/** `release` decides what the numbers of message types mean. Never throws. */
export function classifyClientPacket(payload: Buffer, release: Release): FromClient {
  const text = bytesToByteString(payload);
  const first = text.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return classifyReply(text);
  const message = parseJobMessage(text, release);
  if (message !== undefined) return message;
  if (text.startsWith('CatReq ')) return { kind: 'unknown-request', text };
  if (/^(?:Jmsg|Progress|Status|Events:) /.test(text)) {
    return { kind: 'malformed', error: new MalformedMessageError('message of a File Daemon', text) };
  }
  return { kind: 'text', text };
}

function classifyReply(text: ByteString): FromClient {
  const verdict = parseClientEndJob(text);
  if (verdict !== undefined) return { kind: 'job-ended', ...verdict };
  return { kind: 'reply', code: Number.parseInt(text.slice(0, 4), 10), text };
}
