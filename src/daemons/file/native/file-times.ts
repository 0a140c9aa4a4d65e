/** The times that a file is given, and the structure in which the C library takes them. */
import { HIGH_HALF, LOW_HALF } from './libc.ts';

export interface FileTimes {
  readonly atimeSec: number;
  readonly mtimeSec: number;
  /** 0 to 999999999; left out: 0. */
  readonly atimeNs?: number;
  readonly mtimeNs?: number;
}

const TWO_32 = 0x1_0000_0000;

/** atime and mtime, each as two int64: seconds and nanoseconds. What is no number of seconds is taken for 1970. */
export class TimesPlace {
  readonly bytes = new Uint8Array(32);
  readonly #words = new Uint32Array(this.bytes.buffer);

  put({ atimeSec, atimeNs = 0, mtimeSec, mtimeNs = 0 }: FileTimes): void {
    this.#long(0, atimeSec);
    this.#long(2, atimeNs);
    this.#long(4, mtimeSec);
    this.#long(6, mtimeNs);
  }

  #long(at: number, value: number): void {
    const high = Math.floor(value / TWO_32);
    this.#words[at + HIGH_HALF] = high;
    this.#words[at + LOW_HALF] = value - high * TWO_32;
  }
}
