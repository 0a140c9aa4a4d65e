/**
 * Records out of blocks (05 §3): those that lie in one block are views into it, the others are gathered, keyed by their
 * session. One assembler reads all Volumes of a restore in turn, because records go on from one to the next.
 */
import type { ByteString } from '../core/index.ts';
import { type Block, damageAt } from './block.ts';
import type { DamageKind, VolumeDamage } from './damage.ts';
import { LABEL_KIND, type VolumeRecord } from './record.ts';
import { RecordCursor } from './record-cursor.ts';
import type { RecordFilter } from './record-filter.ts';
import { RecordGatherer } from './record-gatherer.ts';
import { type OpenRecord, type SessionState, SessionTable } from './session-table.ts';

/** Records in the order in which they end on the Volume; the damages that were found on the way say their addresses. */
export interface RecordBatch {
  readonly records: VolumeRecord[];
  readonly damages: VolumeDamage[];
}

const BATCH_ITEMS_MAX = 4096;

export class RecordAssembler {
  readonly #filter: RecordFilter | undefined;
  readonly #sessions = new SessionTable((lost) => this.#drop(lost));
  readonly #gatherer = new RecordGatherer();
  #batch: RecordBatch = { records: [], damages: [] };
  #stretch = 0;
  #volume: ByteString = '';
  #block: Block | undefined;
  #cursor: RecordCursor | undefined;

  constructor(filter?: RecordFilter) {
    this.#filter = filter;
  }

  /** Addresses were left out before the next block, or it is another Volume's. */
  skipped(): void {
    this.#stretch += 1;
  }

  /** Takes a block on; `fill` reads it, to its end before the next is taken on. */
  begin(block: Block, volume: ByteString): void {
    const { header, address } = block;
    this.#volume = volume;
    const wanted = this.#filter?.wantsBlock(volume, header, address) ?? true;
    // A label stands outside of its session's numbers, and BB01 knows no session here.
    if (header.version !== 'BB01' && address > 0) this.#checkOrder(block, wanted);
    this.#block = wanted ? block : undefined;
    this.#cursor = wanted ? new RecordCursor(block) : undefined;
  }

  /** Reads on in the block; false: the batch is full, take it and call again. */
  fill(): boolean {
    const [block, cursor] = [this.#block, this.#cursor];
    if (block === undefined || cursor === undefined) return true;
    const { records, damages } = this.#batch;
    while (records.length + damages.length < BATCH_ITEMS_MAX) {
      const found = cursor.next();
      if (found === false) {
        this.#block = this.#cursor = undefined;
        return true;
      }
      this.#take(block, cursor, found === 'bad');
    }
    return false;
  }

  addDamages(damages: Iterable<VolumeDamage>): void {
    for (const damage of damages) this.#batch.damages.push(damage);
  }

  /** Of the records that were gathered the data holds until `endBatch`; of the others as long as their blocks. */
  takeBatch(): RecordBatch {
    const batch = this.#batch;
    this.#batch = { records: [], damages: [] };
    return batch;
  }

  /** Whoever got the last batch is done with it. */
  endBatch(): void {
    this.#gatherer.endBatch();
  }

  /** Nothing more comes: what is open will never be whole. The last batch says it. */
  finish(): RecordBatch {
    for (const session of this.#sessions.values()) this.#drop(session);
    return this.takeBatch();
  }

  #checkOrder({ header, address }: Block, wanted: boolean): void {
    const session = this.#sessions.get(header.sessionId, header.sessionTime);
    const known = session.stretch === this.#stretch;
    const expected = session.nextNumber;
    session.stretch = this.#stretch;
    session.nextNumber = (header.number + 1) >>> 0;
    // A Job that was resumed counts from the beginning again.
    if (!wanted || !known || expected === header.number || header.number <= 1) return;
    const found = `block ${expected} of its session should stand here`;
    this.addDamages([damageAt({ volume: this.#volume, address }, 'block-order', found, header)]);
  }

  #take(block: Block, part: RecordCursor, bad: boolean): void {
    const session = this.#sessions.get(part.sessionId, part.sessionTime);
    const { open } = session;
    if (bad) {
      this.#drop(session);
      this.#damage(block, 'record-length', `a record cannot have ${part.bytes} bytes`);
    } else if (part.continues && open !== undefined && goesOn(open, part)) {
      this.#gatherer.add(open, block.data, part);
      if (open.remaining === 0) this.#close(session, open);
    } else {
      // A Volume's label says the session of the Job that wrote it, whose record may go on behind it.
      if (!isVolumeLabel(part)) this.#drop(session);
      this.#start(session, block, part);
    }
  }

  /** A beginning, or a part whose beginning is missing: that is followed to its end as if nobody wanted it. */
  #start(session: SessionState, block: Block, part: RecordCursor): void {
    const wanted = this.#filter?.wants(part) ?? true;
    if (wanted && part.continues) {
      this.#damage(block, 'missing-beginning', `the beginning of a record of file ${part.fileIndex} is missing`);
    }
    const gathered = wanted && !part.continues;
    if (part.bytesBehind > 0) {
      this.#drop(session);
      this.#makeRoom();
      this.#gatherer.open(session, block, part, this.#volume, gathered);
    } else if (gathered) {
      const place = { volume: this.#volume, address: block.address, version: block.header.version };
      this.#push(session, part, block.data.subarray(part.start, part.end), place);
    }
  }

  #close(session: SessionState, open: OpenRecord): void {
    const data = this.#gatherer.finish(session, open);
    if (open.wanted) this.#push(session, open, data, open);
  }

  #push(session: SessionState, head: Pick<VolumeRecord, 'fileIndex' | 'stream'>, data: Buffer, place: RecordPlace) {
    const { fileIndex, stream } = head;
    const { volume, address, version } = place;
    const { sessionId, sessionTime } = session;
    const record = { fileIndex, stream, data, sessionId, sessionTime, volume, address, version };
    if (this.#filter?.takes(record) ?? true) this.#batch.records.push(record);
  }

  #drop(session: SessionState): void {
    const { open, sessionId, sessionTime } = session;
    if (open === undefined) return;
    this.#gatherer.discard(session, open);
    if (!open.wanted) return;
    const { volume, address, number, fileIndex, remaining } = open;
    const found = `a record of file ${fileIndex} lacks its last ${remaining} bytes`;
    this.addDamages([{ kind: 'unfinished-record', volume, address, number, sessionId, sessionTime, found }]);
  }

  #makeRoom(): void {
    for (const session of this.#sessions.values()) {
      if (!this.#gatherer.full) return;
      this.#drop(session);
    }
  }

  #damage(block: Block, kind: DamageKind, found: string): void {
    const place = { volume: this.#volume, address: block.address };
    this.addDamages([damageAt(place, kind, found, block.header)]);
  }
}

type RecordPlace = Pick<VolumeRecord, 'volume' | 'address' | 'version'>;

const isVolumeLabel = ({ fileIndex }: RecordCursor): boolean => fileIndex < 0 && fileIndex >= LABEL_KIND.endOfMedium;

/** Whether the part is what must follow: the same record, with as many bytes as are missing. */
const goesOn = (open: OpenRecord, part: RecordCursor): boolean =>
  open.fileIndex === part.fileIndex && open.stream === part.stream && open.remaining === part.bytes;
