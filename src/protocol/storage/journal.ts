/**
 * What our Directors and our Storage Daemon say to one another beyond Bacula's words (docs/decisions/0050): the epoch, facts
 * with their numbers, receipts, and the adoption of Jobs. Whoever parses learns `undefined` for any other line.
 */
import { type ByteString, bytesToByteString } from '../../core/index.ts';
import { type Line, line } from '../line.ts';
import { type JobMediaRange, parseJobMediaRange } from './job-media.ts';

const EPOCH = /^understudy epoch=(\d{1,19})\s*$/;
const EPOCH_TAKEN = /^3000 OK understudy extension=\d{1,4} epoch=(\d{1,19})\s*$/;

export const formatEpoch = (epoch: bigint): ByteString => `understudy epoch=${epoch}\n`;
export const parseEpoch = (text: ByteString): bigint | undefined => bigintIn(EPOCH, text);
export const formatEpochTaken = (extension: number, epoch: bigint): ByteString =>
  `3000 OK understudy extension=${extension} epoch=${epoch}\n`;
export const parseEpochTaken = (text: ByteString): bigint | undefined => bigintIn(EPOCH_TAKEN, text);
/** What begins with it is a refusal for good: another node leads. */
export const EPOCH_REFUSED: ByteString = '3990 ';

function bigintIn(pattern: RegExp, text: ByteString): bigint | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : BigInt(found);
}

export const journalCommand = {
  /** → journalReply.listed for each Job that owes something, then EOD. */
  list: line('journal list\n'),
  /** → journalReply.attached, then facts from that number on, and the Job's conversation goes on here. */
  attach: line('journal attach Job={job} from={from:int}\n'),
  /** → journalReply.forgotten. */
  forget: line('journal forget Job={job}\n'),
  /** Before `run`, of the Job of this connection: what a Catalog without its row has to know. No answer. */
  keep: line('journal keep Will={will:word}\n'),
  /** → journalReply.told. */
  tell: line('journal tell Job={job}\n'),
};

export const journalReply = {
  attached: line('3000 OK journal Job={job} from={from:int} next={next:int} JobStatus={status:code}\n'),
  forgotten: line('3000 OK forgotten\n'),
  /** `-`: it has left none. */
  told: line('3000 OK journal Job={job} Will={will:word}\n'),
  /** Facts from `first` to before `next` can be told; `ended`: the last word is among them. */
  listed: line(
    'Journal Job={job} JobId={jobId:int} SDid={sessionId:int} SDtime={sessionTime:int} first={first:int} next={next:int} JobStatus={status:code} ended={ended:flag}\n',
  ),
};

/** In place of a will. */
export const NO_WILL: ByteString = '-';

export type ListedJournal = typeof journalReply.listed extends Line<infer F> ? F : never;

const RECEIPT = /^Journal ack=(\d{1,15})\s*$/;

/** Facts up to this number are in the Catalog, and will stay there. */
export const formatReceipt = (number: number): ByteString => `Journal ack=${number}\n`;

export function parseReceipt(text: ByteString): number | undefined {
  const found = RECEIPT.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** What stands before the number of a fact. */
export const FACT_MARK = 'Journal ';
/** Beyond it numbers are not exact. */
const DIGITS_MAX = 15;
const [ZERO, NINE, BLANK] = [0x30, 0x39, 0x20];

export interface Fact {
  readonly number: number;
  /** A view into the payload. */
  readonly packet: Buffer;
}

/** `Journal <number> <packet>`. Hundreds of thousands a second come this way: bytes are read, no strings are made. */
export function decodeFact(payload: Buffer): Fact | undefined {
  for (let at = 0; at < FACT_MARK.length; at++) if (payload[at] !== FACT_MARK.charCodeAt(at)) return undefined;
  let number = 0;
  const limit = Math.min(payload.length, FACT_MARK.length + DIGITS_MAX + 1);
  for (let at = FACT_MARK.length; at < limit; at++) {
    const byte = payload[at] ?? 0;
    if (byte === BLANK && number > 0) return { number, packet: payload.subarray(at + 1) };
    if (byte < ZERO || byte > NINE) return undefined;
    number = number * 10 + byte - ZERO;
  }
  return undefined;
}

const RANGES_HEAD = 'JobMedia\n';
const SHORTEN = line('Shorten LastFile={lastFile:int}\n');

/** JobMedia as one fact: what CreateJobMedia and its list say. */
export const formatRanges = (ranges: readonly ByteString[]): ByteString => `${RANGES_HEAD}${ranges.join('')}`;

/** `malformed` where a line of it is no range. */
export function parseRanges(packet: Buffer): readonly JobMediaRange[] | 'malformed' | undefined {
  if (packet.toString('latin1', 0, RANGES_HEAD.length) !== RANGES_HEAD) return undefined;
  const lines = bytesToByteString(packet.subarray(RANGES_HEAD.length)).split('\n');
  const ranges = lines.filter((text) => text !== '').map((text) => parseJobMediaRange(`${text}\n`));
  return ranges.every((range) => range !== undefined) ? ranges : 'malformed';
}

/** Attributes of files behind this one do not count. */
export const formatShorten = (lastFile: number): ByteString => SHORTEN.format({ lastFile });
export const parseShorten = (text: ByteString): number | undefined => SHORTEN.parse(text)?.lastFile;
