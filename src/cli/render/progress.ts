/** The figures of a Job while somebody waits: one line redrawn on a terminal, a plain line now and then elsewhere. */
import type { Terminal } from '../terminal.ts';
import { formatBytes, formatFiles } from './figures.ts';
import { shortenLeft, textWidth } from './width.ts';

export interface ProgressFigures {
  readonly jobId: number;
  readonly status: string;
  readonly statusText: string;
  readonly files: number;
  readonly bytes: number;
  readonly bytesPerSecond: number;
  readonly currentFile?: string;
}

export interface Progress {
  show(figures: ProgressFigures): void;
  /** A line that stays, above the figures. */
  line(text: string): void;
  end(): void;
}

/** Without a terminal: at a change of status, and else so rarely that a log stays readable. */
const PLAIN_EVERY_MS = 30_000;

export function openProgress(terminal: Terminal, nowMs: () => number): Progress {
  return terminal.redraws ? redrawn(terminal) : plain(terminal, nowMs);
}

export function progressText(figures: ProgressFigures, columns: number): string {
  const { jobId, statusText, files, bytes, bytesPerSecond, currentFile } = figures;
  const text = `JobId ${jobId} ${statusText}: ${formatFiles(files)}, ${formatBytes(bytes)}, ${formatBytes(bytesPerSecond)}/s`;
  if (currentFile === undefined) return shortenLeft(text, columns);
  const room = columns - textWidth(text) - 2;
  return room < 10 ? shortenLeft(text, columns) : `${text}  ${shortenLeft(currentFile, room)}`;
}

const CLEAR_LINE = '\r\x1b[K';

function redrawn(terminal: Terminal): Progress {
  let shown = '';
  const erase = (): string => (shown === '' ? '' : CLEAR_LINE);
  return {
    show(figures) {
      const text = progressText(figures, terminal.columns - 1);
      if (text === shown) return;
      terminal.note(erase() + text);
      shown = text;
    },
    line(text) {
      terminal.note(`${erase()}${text}\n${shown}`);
    },
    end() {
      terminal.note(erase());
      shown = '';
    },
  };
}

function plain(terminal: Terminal, nowMs: () => number): Progress {
  let last: { status: string; atMs: number } | undefined;
  return {
    show(figures) {
      const atMs = nowMs();
      if (last?.status === figures.status && atMs - last.atMs < PLAIN_EVERY_MS) return;
      last = { status: figures.status, atMs };
      terminal.note(`${progressText(figures, 200)}\n`);
    },
    line: (text) => terminal.note(`${text}\n`),
    end: () => {},
  };
}
