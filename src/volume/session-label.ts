/**
 * The labels around the records of one session (05 §4.2): SOS before the first, EOS behind the last. VirtualFull copies
 * those of its sources as ordinary records, so believe the JobId in one only where nothing else is known.
 */
import type { ByteString } from '../core/index.ts';
import { LabelReader, LabelWriter } from './label-fields.ts';
import { LABEL_ID, LABEL_VERSION } from './label-id.ts';

export interface SessionLabel {
  readonly id: ByteString;
  readonly labelVersion: number;
  readonly jobId: number;
  /** Microseconds since 1970, of this label. */
  readonly writeTimeUs: number;
  readonly pool: ByteString;
  readonly poolType: ByteString;
  /** Name of the Job resource; `job` is the unique name. */
  readonly jobName: ByteString;
  readonly client: ByteString;
  readonly job: ByteString;
  readonly fileSet: ByteString;
  /** Letters as the Catalog has them: `B`, `F` … */
  readonly jobType: string;
  readonly jobLevel: string;
  readonly fileSetMd5: ByteString;
}

/** Addresses are those of whole blocks: of the session's first, and of the start of its last on the last Volume. */
export interface SessionEnd {
  readonly files: number;
  readonly bytes: number;
  readonly startAddress: number;
  readonly endAddress: number;
  readonly errors: number;
  readonly jobStatus: string;
}

export type SessionLabelFields = Omit<SessionLabel, 'id' | 'labelVersion'>;

const HALF = 2 ** 32;
const upper = (address: number): number => Math.floor(address / HALF);
const lower = (address: number): number => address % HALF;
const letter = (code: number): string => String.fromCharCode(code & 0xff);

export function decodeSessionLabel(data: Buffer): SessionLabel {
  return readSession(new LabelReader(data));
}

/** Both of an EOS label. */
export function decodeSessionEnd(data: Buffer): { readonly label: SessionLabel; readonly end: SessionEnd } {
  const reader = new LabelReader(data);
  const label = readSession(reader);
  const [files, bytes] = [reader.u32(), reader.u64()];
  const [startBlock, endBlock, startFile, endFile] = [reader.u32(), reader.u32(), reader.u32(), reader.u32()];
  const [errors, status] = [reader.u32(), reader.u32()];
  const addresses = { startAddress: startFile * HALF + startBlock, endAddress: endFile * HALF + endBlock };
  return { label, end: { files, bytes, ...addresses, errors, jobStatus: letter(status) } };
}

function readSession(reader: LabelReader): SessionLabel {
  const head = { id: reader.text(), labelVersion: reader.u32(), jobId: reader.u32(), writeTimeUs: reader.btime() };
  reader.f64();
  return {
    ...head,
    pool: reader.text(),
    poolType: reader.text(),
    jobName: reader.text(),
    client: reader.text(),
    job: reader.text(),
    fileSet: reader.text(),
    jobType: letter(reader.u32()),
    jobLevel: letter(reader.u32()),
    fileSetMd5: reader.text(),
  };
}

/** SOS without `end`, EOS with it; the Stream of its record is the JobId. Throws LabelTextError. */
export function encodeSessionLabel(label: SessionLabelFields, end?: SessionEnd): Buffer {
  const writer = new LabelWriter()
    .text('Id', LABEL_ID)
    .u32(LABEL_VERSION)
    .u32(label.jobId)
    .btime(label.writeTimeUs)
    .f64(0)
    .text('Pool', label.pool)
    .text('PoolType', label.poolType)
    .text('JobName', label.jobName)
    .text('Client', label.client)
    .text('Job', label.job)
    .text('FileSet', label.fileSet)
    .u32(label.jobType.charCodeAt(0))
    .u32(label.jobLevel.charCodeAt(0))
    .text('FileSetMD5', label.fileSetMd5);
  return (end === undefined ? writer : writeEnd(writer, end)).finish();
}

const writeEnd = (writer: LabelWriter, end: SessionEnd): LabelWriter =>
  writer
    .u32(end.files)
    .u64(end.bytes)
    .u32(lower(end.startAddress))
    .u32(lower(end.endAddress))
    .u32(upper(end.startAddress))
    .u32(upper(end.endAddress))
    .u32(end.errors)
    .u32(end.jobStatus.charCodeAt(0));
