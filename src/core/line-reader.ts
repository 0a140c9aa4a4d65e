/** Bytes of a program's output to lines, bounded in the length of a line and in what is passed on altogether. */
import { type ByteString, bytesToByteString } from './byte-string.ts';

const LINE_BYTES_MAX = 4096;
const LINES_MAX = 10_000;

export interface LineReader {
  push(chunk: Buffer): void;
  /** The last line, where it had no newline. */
  end(): void;
}

export function openLineReader(onLine: (line: ByteString) => void, linesMax = LINES_MAX): LineReader {
  let rest = '';
  let lines = 0;
  const pass = (line: ByteString): void => {
    lines++;
    if (lines < linesMax) onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    else if (lines === linesMax) onLine(`(more than ${linesMax} lines, the rest is left out)`);
  };
  return {
    push(chunk) {
      const pieces = (rest + bytesToByteString(chunk)).split('\n');
      rest = pieces.pop() ?? '';
      for (const piece of pieces) pass(piece.slice(0, LINE_BYTES_MAX));
      while (rest.length > LINE_BYTES_MAX) {
        pass(rest.slice(0, LINE_BYTES_MAX));
        rest = rest.slice(LINE_BYTES_MAX);
      }
    },
    end() {
      if (rest !== '') pass(rest);
      rest = '';
    },
  };
}
