/**
 * What both daemons may tell the Director at any time while a Job runs: messages for the Job log, the SD's status, the
 * running figures, events (pages 01 §10, 02 §11, 03 §1.2). None of them is answered.
 */
import type { ByteString } from '../core/index.ts';
import { type Line, line } from './line.ts';
import type { Release } from './release.ts';

/** Kinds of message by the names that a Messages resource uses; `abort`, `debug`, `error_term` never reach one. */
export const MESSAGE_TYPES = [
  'abort',
  'debug',
  'events',
  'fatal',
  'error',
  'warning',
  'info',
  'saved',
  'notsaved',
  'skipped',
  'mount',
  'error_term',
  'terminate',
  'restored',
  'security',
  'alert',
  'volmgmt',
  'verified',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

const EVENTS_NUMBER = MESSAGE_TYPES.indexOf('events') + 1;

/** 15.x put `events` in third place: from there on its numbers are one higher. An unknown number is information. */
export function messageType(number: number, release: Release): MessageType {
  const shifted = release === '9.6' && number >= EVENTS_NUMBER ? number + 1 : number;
  return MESSAGE_TYPES[shifted - 1] ?? 'info';
}

/** The number of a type in a release; 9.6 has none for events and verified, and gets information instead. */
export function messageTypeNumber(type: MessageType, release: Release): number {
  const number = MESSAGE_TYPES.indexOf(type) + 1;
  if (release === '15.0') return number;
  if (type === 'events' || type === 'verified') return messageTypeNumber('info', release);
  return number > EVENTS_NUMBER ? number - 1 : number;
}

export interface JobMessage {
  readonly kind: 'job-message';
  readonly type: MessageType;
  /** 0 for what belongs to no Job. */
  readonly jobId: number;
  /** When the daemon wrote it, Unix seconds. */
  readonly timeSec: number;
  /** `tst-fd JobId 1: Connected to …`: the sender's prefix, the text, mostly a newline at the end. */
  readonly text: ByteString;
}
export interface JobStatusMessage {
  readonly kind: 'job-status';
  readonly jobId: number;
  /** The status letter: F R m M a l L u w T I A f E e W B C S q. */
  readonly status: string;
}
export interface ProgressMessage {
  readonly kind: 'progress';
  readonly jobId: number;
  readonly files: number;
  readonly bytes: number;
  readonly bytesPerSec: number;
}
/** An audit event of 15.x. */
export interface EventMessage {
  readonly kind: 'event';
  readonly code: ByteString;
  readonly daemon: ByteString;
  readonly type: ByteString;
  readonly source: ByteString;
  readonly text: ByteString;
}
export type AnyJobMessage = JobMessage | JobStatusMessage | ProgressMessage | EventMessage;

const JMSG = line('Jmsg JobId={jobId:int} type={type:int} level={timeSec:int} {text:raw}');
const JMSG_BY_NAME = line('Jmsg Job={job} type={type:int} level={timeSec:int} {text:raw}');
const STATUS = line('Status JobId={jobId:int} JobStatus={status:code}\n');
const STATUS_BY_NAME = line('Status Job={job} JobStatus={status:code}\n');
const PROGRESS = line('Progress JobId={jobId:int} files={files:int} bytes={bytes:int} bps={bytesPerSec:int}\n');
const EVENT = line(
  'Events: code={code:hidden} daemon={daemon:hidden} ref={ref:word} type={type:hidden} source={source:hidden} text={text:text}\n',
);

/** Undefined: none of these messages. */
export function parseJobMessage(text: ByteString, release: Release): AnyJobMessage | undefined {
  switch (text.charCodeAt(0)) {
    case 0x4a: // J
      return parseJmsg(text, release);
    case 0x53: // S
      return parseStatus(text);
    case 0x50: // P
      return withKind('progress', PROGRESS, text);
    case 0x45: // E
      return withKind('event', EVENT, text);
    default:
      return undefined;
  }
}

function parseJmsg(text: ByteString, release: Release): JobMessage | undefined {
  const fields = JMSG.parse(text) ?? JMSG_BY_NAME.parse(text);
  if (fields === undefined) return undefined;
  return {
    kind: 'job-message',
    jobId: 'jobId' in fields ? fields.jobId : 0,
    type: messageType(fields.type, release),
    timeSec: fields.timeSec,
    text: fields.text,
  };
}

function parseStatus(text: ByteString): JobStatusMessage | undefined {
  const fields = STATUS.parse(text) ?? STATUS_BY_NAME.parse(text);
  if (fields === undefined) return undefined;
  return { kind: 'job-status', jobId: 'jobId' in fields ? fields.jobId : 0, status: fields.status };
}

function withKind<K extends string, F extends object>(
  kind: K,
  of: Line<F>,
  text: ByteString,
): (F & { kind: K }) | undefined {
  const fields = of.parse(text);
  return fields && { kind, ...fields };
}

export const formatJobMessage = (message: Omit<JobMessage, 'kind'>, release: Release): ByteString =>
  JMSG.format({ ...message, type: messageTypeNumber(message.type, release) });
export const formatJobStatus = (message: Omit<JobStatusMessage, 'kind'>): ByteString => STATUS.format(message);
export const formatProgress = (message: Omit<ProgressMessage, 'kind'>): ByteString => PROGRESS.format(message);
