/** Cuts a decrypted stream into its blocks, each with its length before it, wherever the pieces end (specification 04 §6.2). */
import { DataRecordError } from './data-error.ts';
import { DECOMPRESSED_BYTES_MAX } from './decompress.ts';

const LENGTH_BYTES = 4;

export class BlockSplitter {
  #block = Buffer.allocUnsafeSlow(80 * 1024);
  #have = 0;

  /** Bytes of a block that is not complete. */
  get pending(): number {
    return this.#have;
  }

  /** Gives each complete block to `use`; its memory is used again afterwards. @throws DataRecordError */
  take(piece: Buffer, use: (block: Buffer) => void): void {
    for (let at = 0; at < piece.length; ) {
      const wanted = this.#wanted();
      const got = Math.min(wanted - this.#have, piece.length - at);
      piece.copy(this.#block, this.#have, at, at + got);
      this.#have += got;
      at += got;
      if (this.#have === this.#wanted()) {
        this.#have = 0;
        use(this.#block.subarray(LENGTH_BYTES, wanted));
      }
    }
  }

  /** How many bytes the length, or the block with its length, has. */
  #wanted(): number {
    if (this.#have < LENGTH_BYTES) return LENGTH_BYTES;
    const length = this.#block.readUInt32BE(0);
    if (length > DECOMPRESSED_BYTES_MAX) throw new DataRecordError('a decrypted block has an impossible length');
    const bytes = LENGTH_BYTES + length;
    if (bytes > this.#block.length) this.#grow(bytes);
    return bytes;
  }

  #grow(bytes: number): void {
    const larger = Buffer.allocUnsafeSlow(bytes);
    this.#block.copy(larger, 0, 0, this.#have);
    this.#block = larger;
  }
}
