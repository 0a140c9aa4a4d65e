/** What reading gains from the operating system where it is there; all of it may be missing. */
export interface ReadHelp {
  /** Where data begins at or after `offset`; the file's size where only a hole follows (SEEK_DATA). Undefined: not known. */
  nextData?(fd: number, offset: number): number | undefined;
  /** Sets the time of access back, and nothing else. */
  restoreAtime?(fd: number, atimeSec: number, atimeNs: number): void;
  /** The file will be read from beginning to end. */
  adviseSequential?(fd: number): void;
}
