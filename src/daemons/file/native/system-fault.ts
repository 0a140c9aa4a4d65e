/**
 * What the operating system answered in place of a result. A value, not thrown: most of them are ordinary answers, such
 * as "no such attribute".
 */
import { type ByteString, toByteString } from '../../../core/index.ts';

export class SystemFault {
  /** `ENOENT`; `E123` where nobody knows the number's name. */
  readonly code: string;
  /** As programs show it behind `ERR=`: `No such file or directory`. */
  readonly message: ByteString;

  constructor(code: string, message: ByteString) {
    this.code = code;
    this.message = message;
  }

  /** From what a call of Node's own fs module threw. */
  static of(error: unknown): SystemFault {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
    const [, words = code] = /^[^:]*: ([^,]*)/.exec(error instanceof Error ? error.message : '') ?? [];
    return new SystemFault(code, toByteString(words.charAt(0).toUpperCase() + words.slice(1)));
  }
}
