/** Volumes written by our own packer, in memory: what unit tests read back, and genuine programs judge. */
import { BlockPacker, type FinishedBlock } from '../../src/volume/block-packer.ts';
import { BlockPool } from '../../src/volume/block-pool.ts';
import { encodeLabelBlock, type LabelBlockOptions } from '../../src/volume/label-block.ts';
import { encodeSessionLabel, type SessionEnd, type SessionLabelFields } from '../../src/volume/session-label.ts';
import type { VolumeLabelFields } from '../../src/volume/volume-label.ts';
import type { VolumeSource } from '../../src/volume/volume-source.ts';

export interface SessionOptions {
  readonly sessionId: number;
  readonly sessionTime?: number;
  readonly firstNumber?: number;
  readonly blockBytes?: number;
}

export interface WrittenBlock {
  readonly address: number;
  readonly bytes: number;
  readonly number: number;
  readonly firstFileIndex: number;
  readonly lastFileIndex: number;
  readonly sessionId: number;
}

export const SESSION_TIME = 1_795_169_548;
const TIME_US = 1_795_169_552_456_007;

/** Blocks of several sessions stand in the order in which they were finished. */
export class WrittenVolume {
  readonly name: string;
  readonly blocks: WrittenBlock[] = [];
  readonly #pieces: Buffer[] = [];
  #size = 0;

  constructor(name = 'Written-0001') {
    this.name = name;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  get size(): number {
    return this.#size;
  }

  label(fields: Partial<VolumeLabelFields> = {}, options: Partial<LabelBlockOptions> = {}): this {
    this.#pieces.push(encodeLabelBlock({ ...LABEL, volume: this.name, ...fields }, { kind: 'volume', ...options }));
    this.#size = this.#pieces.reduce((sum, { length }) => sum + length, 0);
    return this;
  }

  session({
    sessionId,
    sessionTime = SESSION_TIME,
    firstNumber = 0,
    blockBytes = 64_512,
  }: SessionOptions): BlockPacker {
    const pool = new BlockPool(blockBytes, 2);
    return new BlockPacker({ sessionId, sessionTime, firstNumber, pool, emit: (block) => this.#add(block, sessionId) });
  }

  #add({ data, release, ...block }: FinishedBlock, sessionId: number): void {
    this.blocks.push({ ...block, address: this.#size, bytes: data.length, sessionId });
    this.#pieces.push(Buffer.from(data));
    this.#size += data.length;
    // What the packer is given back may hold anything.
    data.fill(0xee);
    release();
  }
}

const LABEL = {
  labelTimeUs: TIME_US,
  writeTimeUs: TIME_US + 1,
  pool: 'Default',
  poolType: 'Backup',
  mediaType: 'File',
  host: 'localhost',
  labelProgram: 'test-sd',
  programVersion: 'Ver. 15.0.3 25 March 2025 ',
  programDate: 'Build Apr 24 2025 15:00:09 ',
};

export const sessionLabel = (jobId: number, rest: Partial<SessionLabelFields> = {}): SessionLabelFields => ({
  jobId,
  writeTimeUs: TIME_US + 2,
  pool: 'Default',
  poolType: 'Backup',
  jobName: 'Backup',
  client: 'test-fd',
  job: `Backup.2026-11-20_10.12.30_${String(jobId).padStart(2, '0')}`,
  fileSet: 'Set',
  jobType: 'B',
  jobLevel: 'F',
  fileSetMd5: 'miQ6y1JnH/EZt5+0m5+nQA',
  ...rest,
});

/** SOS, what `write` puts in, EOS. */
export function writeSession(
  volume: WrittenVolume,
  options: SessionOptions & { readonly jobId: number; readonly label?: Partial<SessionLabelFields> },
  write: (packer: BlockPacker) => void,
  end: Partial<SessionEnd> = {},
): void {
  const packer = volume.session(options);
  const label = sessionLabel(options.jobId, options.label);
  const startAddress = volume.size;
  packer.writeLabel('startOfSession', options.jobId, encodeSessionLabel(label));
  write(packer);
  const last = { files: 0, bytes: packer.jobBytes, startAddress, endAddress: 0, errors: 0, jobStatus: 'T', ...end };
  packer.makeRoom(encodeSessionLabel(label, last).length);
  packer.writeLabel('endOfSession', options.jobId, encodeSessionLabel(label, { ...last, endAddress: volume.size }));
  packer.flush();
}

/** Bytes as a source; `reads` gets what was asked for. */
export function sourceOf(bytes: Buffer, reads: [number, number][] = [], volume = 'Written-0001'): VolumeSource {
  const read = async (buffer: Buffer, position: number): Promise<number> => {
    reads.push([position, buffer.length]);
    return bytes.copy(buffer, 0, position);
  };
  return { volume, sizeBytes: bytes.length, read };
}
