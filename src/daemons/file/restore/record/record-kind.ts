/** What a restore does with a record, by its stream (specification 04 §3.2). */
import { isAttributeStream, isDigestStream, STREAM, streamType } from '../../../../protocol/index.ts';
import { dataFormat } from '../../streams/index.ts';

export type RecordKind =
  | 'attributes'
  | 'session-data'
  | 'data'
  | 'metadata'
  | 'signature'
  | 'digest'
  | 'plugin'
  /** For others: restore objects, events, what no Client ever wrote. */
  | 'nothing'
  | 'unknown';

const NOTHING: readonly number[] = [8, 9, STREAM.restoreObject, STREAM.pluginObject, 35, 36, STREAM.fileEvent];
const OLD_ACLS: readonly number[] = [15, 16];

const isAcl = (type: number): boolean => (type >= 1000 && type <= 1022) || OLD_ACLS.includes(type);
const isXattr = (type: number): boolean => type >= 1987 && type <= 1999;

const known = new Map<number, RecordKind>();

export function recordKind(stream: number): RecordKind {
  let kind = known.get(stream);
  if (kind === undefined) {
    kind = judge(stream);
    // A damaged or hostile Volume may have any number of streams.
    if (known.size < 1000) known.set(stream, kind);
  }
  return kind;
}

function judge(stream: number): RecordKind {
  const type = streamType(stream);
  if (isAttributeStream(stream)) return 'attributes';
  if (type === STREAM.sessionData) return 'session-data';
  if (type === STREAM.signedDigest) return 'signature';
  if (isDigestStream(stream)) return 'digest';
  if (type === STREAM.pluginName) return 'plugin';
  if (isAcl(type) || isXattr(type)) return 'metadata';
  if (NOTHING.includes(type)) return 'nothing';
  return dataFormat(stream) === undefined ? 'unknown' : 'data';
}
