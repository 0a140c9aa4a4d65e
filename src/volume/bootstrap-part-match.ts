/** What one part of a bootstrap wants of the sessions, blocks and records that come by (page 03 §9). */
import type { ByteString } from '../core/index.ts';
import type { BootstrapPart } from './bootstrap.ts';
import { posixExpression } from './posix-expression.ts';
import { RangeSet } from './range-set.ts';
import type { VolumeRecord } from './record.ts';
import type { RecordHead } from './record-cursor.ts';
import type { SessionLabel } from './session-label.ts';

const STREAM_TYPE_MASK = 0x7ff;
/** Streams that carry a path: Unix attributes, with those of other systems, and updates of them. */
const ATTRIBUTE_STREAMS: readonly number[] = [1, 5, 37];

export class PartMatch {
  readonly part: BootstrapPart;
  readonly addresses: RangeSet;
  readonly #sessionIds: RangeSet;
  readonly #sessionTimes: RangeSet;
  readonly #fileIndexes: RangeSet;
  readonly #streams: RangeSet;
  readonly #jobIds: RangeSet;
  /** It says something about the session's label. */
  readonly needsLabel: boolean;
  readonly #regex: RegExp | undefined;
  /**
   * Where it names exactly one: its `sessionKey`. Files of one session come in rising order, so that what lies behind
   * them needs not be read.
   */
  readonly session: string | undefined;
  #files = 0;
  #lastFileIndex = 0;
  /** By session: the file whose path matched, until the next path. */
  readonly #matched = new Map<string, number>();
  #done = false;

  /** Throws BootstrapRegexError. */
  constructor(part: BootstrapPart) {
    this.part = part;
    this.addresses = new RangeSet(part.addresses);
    this.#sessionIds = new RangeSet(part.sessionIds);
    this.#sessionTimes = new RangeSet(part.sessionTimes);
    this.#fileIndexes = new RangeSet(part.fileIndexes);
    this.#streams = new RangeSet(part.streams);
    this.#jobIds = new RangeSet(part.jobIds);
    const { jobs, jobIds, clients, jobType, jobLevel, fileRegex } = part;
    const conditions = jobs.length + jobIds.length + clients.length;
    this.needsLabel = conditions > 0 || jobType !== undefined || jobLevel !== undefined;
    this.#regex = fileRegex === undefined ? undefined : posixExpression(fileRegex);
    this.session = onlySession(part);
  }

  /** All its files went by: no further block is needed. */
  get done(): boolean {
    return this.#done;
  }

  wantsSession(sessionId: number, sessionTime: number): boolean {
    return this.#sessionIds.has(sessionId) && this.#sessionTimes.has(sessionTime);
  }

  /** What the session's label says; without one only what the part itself says of the session counts. */
  wantsLabel(label: SessionLabel | undefined): boolean {
    if (!this.needsLabel) return true;
    if (label === undefined) return this.part.sessionIds.length > 0;
    const { jobs, clients, jobType, jobLevel } = this.part;
    return (
      (jobs.length === 0 || jobs.includes(label.job)) &&
      (clients.length === 0 || clients.includes(label.client)) &&
      this.#jobIds.has(label.jobId) &&
      (jobType === undefined || jobType === label.jobType.charCodeAt(0)) &&
      (jobLevel === undefined || jobLevel === label.jobLevel.charCodeAt(0))
    );
  }

  /** A file of a session that it wants goes by, be it wanted or not. */
  notice(fileIndex: number): void {
    if (this.session === undefined || fileIndex === this.#lastFileIndex) return;
    this.#lastFileIndex = fileIndex;
    const { count = 0 } = this.part;
    const highest = this.#fileIndexes.highest ?? Number.POSITIVE_INFINITY;
    // As for genuine daemons a Count keeps nothing back that is wanted: it only says when to stop reading.
    if (this.#fileIndexes.has(fileIndex)) this.#files += 1;
    else if (fileIndex > highest || (count > 0 && this.#files >= count)) this.#done = true;
  }

  /** By what stands before the record. With FileRegex the attributes are wanted for their path. */
  wants(head: RecordHead): boolean {
    const { fileIndex, stream } = head;
    if (!this.#fileIndexes.has(fileIndex)) return false;
    if (this.#regex === undefined) return this.#wantsStream(stream);
    if (isAttributes(stream)) return true;
    return this.#matched.get(sessionKey(head)) === fileIndex && this.#wantsStream(stream);
  }

  /** By the whole record: a path decides over its file. */
  takes(record: VolumeRecord): boolean {
    if (!this.wants(record)) return false;
    if (this.#regex === undefined || !isAttributes(record.stream)) return true;
    const key = sessionKey(record);
    const matches = this.#regex.test(pathOf(record.data));
    if (matches) this.#matched.set(key, record.fileIndex);
    else this.#matched.delete(key);
    return matches && this.#wantsStream(record.stream);
  }

  #wantsStream(stream: number): boolean {
    return this.#streams.has(stream) || this.#streams.has(stream & STREAM_TYPE_MASK);
  }
}

function onlySession({ sessionIds, sessionTimes }: BootstrapPart): string | undefined {
  const [id, moreIds, time, moreTimes] = [sessionIds[0], sessionIds[1], sessionTimes[0], sessionTimes[1]];
  if (id === undefined || time === undefined || moreIds !== undefined || moreTimes !== undefined) return undefined;
  const one = id.first === id.last && time.first === time.last;
  return one ? sessionKey({ sessionId: id.first, sessionTime: time.first }) : undefined;
}

const isAttributes = (stream: number): boolean => ATTRIBUTE_STREAMS.includes(stream & STREAM_TYPE_MASK);
export const sessionKey = ({ sessionId, sessionTime }: Pick<RecordHead, 'sessionId' | 'sessionTime'>): string =>
  `${sessionId}/${sessionTime}`;

/** Of an attribute record: number, type, path, each behind a blank; a NUL ends it (page 04 §4). */
function pathOf(data: Buffer): ByteString {
  const start = data.indexOf(0x20, data.indexOf(0x20) + 1) + 1;
  const nul = data.indexOf(0, start);
  return data.toString('latin1', start, nul < 0 ? data.length : nul);
}
