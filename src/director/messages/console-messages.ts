/** The lines that wait for somebody to type `messages`. */
import type { ByteString } from '../../core/index.ts';
import type { ConsoleMessages } from './job-messages.ts';

const LINES_MAX = 10_000;

export function openConsoleMessages(linesMax = LINES_MAX): ConsoleMessages {
  let lines: ByteString[] = [];
  let lost = 0;
  return {
    push(line) {
      lines.push(line);
      // Cut in large steps: removing one line from the front of a long array costs as much as removing half of it.
      if (lines.length < linesMax * 2) return;
      lost += lines.length - linesMax;
      lines = lines.slice(-linesMax);
    },
    take() {
      const surplus = Math.max(0, lines.length - linesMax);
      const taken = { lines: lines.slice(surplus), lost: lost + surplus };
      lines = [];
      lost = 0;
      return taken;
    },
    get size() {
      return Math.min(lines.length, linesMax);
    },
  };
}
