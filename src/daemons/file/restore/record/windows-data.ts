/**
 * What Windows' BackupRead gives (specification 04 §5.6): pieces, each behind a header of twenty bytes and a name. Only the
 * file's own data (id 1) is kept; it may come in any slices.
 */
const HEADER_BYTES = 20;
const BACKUP_DATA = 1;
const HIGH_WORD = 0x1_0000_0000;

export class WindowsData {
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #have = 0;
  /** Of the current piece: its name, then its content. */
  #nameBytes = 0;
  #contentBytes = 0;

  /** Calls `use` with the bytes of the file itself. */
  take(bytes: Buffer, use: (bytes: Buffer) => void): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#have < HEADER_BYTES) at += this.#takeHeader(bytes, at);
      else at += this.#takePiece(bytes, at, use);
      if (this.#have === HEADER_BYTES && this.#nameBytes === 0 && this.#contentBytes === 0) this.#have = 0;
    }
  }

  #takeHeader(bytes: Buffer, at: number): number {
    const taken = bytes.copy(this.#header, this.#have, at, at + HEADER_BYTES - this.#have);
    this.#have += taken;
    if (this.#have === HEADER_BYTES) {
      this.#contentBytes = this.#header.readUInt32LE(8) + this.#header.readUInt32LE(12) * HIGH_WORD;
      this.#nameBytes = this.#header.readUInt32LE(16);
    }
    return taken;
  }

  #takePiece(bytes: Buffer, at: number, use: (bytes: Buffer) => void): number {
    const left = bytes.length - at;
    if (this.#nameBytes > 0) {
      const named = Math.min(left, this.#nameBytes);
      this.#nameBytes -= named;
      return named;
    }
    const content = Math.min(left, this.#contentBytes);
    this.#contentBytes -= content;
    if (this.#header.readUInt32LE(0) === BACKUP_DATA) use(bytes.subarray(at, at + content));
    return content;
  }
}
