import test from 'ava';
import { openProgress, progressText } from '../../../../src/cli/render/progress.ts';
import { fakeTerminal } from '../fake-terminal.ts';

const figures = {
  jobId: 7,
  status: 'R',
  statusText: 'is running',
  files: 1234,
  bytes: 5_002_429_235,
  bytesPerSecond: 35_100_000,
  currentFile: '/home/ann/pictures/2026/november/holiday.raw',
};

test('the line tells files, bytes, rate and the end of the current file, and fits the terminal', (t) => {
  const text = progressText(figures, 80);
  t.is(text, 'JobId 7 is running: 1,234 files, 5.00 GB, 35.1 MB/s  …/2026/november/holiday.raw');
  t.true(text.length <= 80);
});

test('on a terminal one line is redrawn, and messages stand above it', (t) => {
  const terminal = fakeTerminal({ redraws: true });
  const progress = openProgress(terminal, () => 0);
  progress.show({ ...figures, currentFile: '/a' });
  progress.show({ ...figures, currentFile: '/a' });
  progress.line('tst-dir JobId 7: hello');
  progress.end();
  const shown = 'JobId 7 is running: 1,234 files, 5.00 GB, 35.1 MB/s  /a';
  t.is(terminal.notes(), `${shown}\r\x1b[Ktst-dir JobId 7: hello\n${shown}\r\x1b[K`);
});

test('elsewhere a line comes at a change of status, and else now and then', (t) => {
  const terminal = fakeTerminal();
  let nowMs = 0;
  const progress = openProgress(terminal, () => nowMs);
  for (nowMs = 0; nowMs < 65_000; nowMs += 500) progress.show(figures);
  progress.show({ ...figures, status: 'a' });
  progress.end();
  t.is(terminal.notes().split('\n').length - 1, 4);
  t.notRegex(terminal.notes(), /[\r\x1b]/);
});
