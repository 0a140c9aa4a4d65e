/**
 * The spool file of one session: filled in rounds, read back in between, gone at the end. What does not fit is handed
 * back, so that nothing is lost on a disk that is full.
 */
import type { ByteString, Clock } from '../../../../core/index.ts';
import type { FinishedBlock } from '../../../../volume/index.ts';
import { type Device, type DeviceError, type VolumeFile, VolumePresentError } from '../../device/index.ts';
import { BlockWriter } from '../append/block-writer.ts';
import { HEAD_BYTES, headOf, readBlocks } from './spool-blocks.ts';

interface Part {
  readonly data: Buffer;
  /** Left out: the head before a block. */
  readonly block?: FinishedBlock;
}

export interface SpoolFileOptions {
  readonly device: Device;
  readonly name: ByteString;
  readonly clock: Clock;
  readonly blockBytes: number;
  /** Nothing more fits in this round, or the disk fails; these blocks are not in it. */
  readonly refused: (error: DeviceError, blocks: readonly FinishedBlock[]) => void;
}

export class SpoolFile implements AsyncDisposable {
  readonly #options: SpoolFileOptions;
  readonly #file: VolumeFile;
  #writer: BlockWriter<Part>;
  /** Up to here whole blocks are in the file. */
  #goodEnd = 0;
  #taken = 0;
  #closed: Promise<void> | undefined;

  private constructor(options: SpoolFileOptions, file: VolumeFile) {
    this.#options = options;
    this.#file = file;
    this.#writer = this.#newRound();
  }

  /** One of the same name is a leftover. Throws a DeviceError. */
  static async open(options: SpoolFileOptions): Promise<SpoolFile> {
    const { device, name } = options;
    const file = await device.open(name, 'create').catch(async (error) => {
      if (!(error instanceof VolumePresentError)) throw error;
      await device.remove(name);
      return device.open(name, 'create');
    });
    try {
      await file.claim();
      return new SpoolFile(options, file);
    } catch (error) {
      await file[Symbol.asyncDispose]();
      throw error;
    }
  }

  get path(): ByteString {
    return `${this.#options.device.path}/${this.#options.name}`;
  }

  /** Of this round, whether or not the disk has them already. */
  get bytes(): number {
    return this.#taken;
  }

  /** Not after `refused`, before the next round. The block is released when it is in the file. */
  put(block: FinishedBlock): void {
    this.#taken += HEAD_BYTES + block.data.length;
    this.#writer.put({ data: headOf(block) });
    this.#writer.put({ data: block.data, block });
  }

  /** Resolves with the bytes that can be read back, when nothing is under way any more. */
  async settle(): Promise<number> {
    await this.#writer.idle();
    return this.#goodEnd;
  }

  /** All blocks of the round. */
  blocks(bytes: number): AsyncGenerator<FinishedBlock> {
    return readBlocks({ file: this.#file, name: this.path, bytes, blockBytes: this.#options.blockBytes });
  }

  /** The next round begins with nothing. */
  async empty(): Promise<void> {
    await this.#file.truncate(0);
    this.#writer = this.#newRound();
    this.#goodEnd = 0;
    this.#taken = 0;
  }

  /** The file goes with it. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#writer.idle();
    await this.#file[Symbol.asyncDispose]();
    await this.#options.device.remove(this.#options.name).catch(() => undefined);
  }

  #newRound(): BlockWriter<Part> {
    const events = {
      written: ({ block, data }: Part, address: number) => {
        if (block === undefined) return;
        this.#goodEnd = address + data.length;
        block.release();
      },
      failed: ({ error, unwritten }: { error: DeviceError; unwritten: readonly Part[] }) =>
        this.#options.refused(
          error,
          unwritten.flatMap(({ block }) => block ?? []),
        ),
    };
    return new BlockWriter<Part>(this.#file, 0, events, this.#options.clock);
  }
}
