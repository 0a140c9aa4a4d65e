import test from 'ava';
import { paint } from '../../../../src/cli/render/colour.ts';
import { LISTS } from '../../../../src/cli/render/lists.ts';
import { renderTable } from '../../../../src/cli/render/table.ts';
import { shortenLeft, textWidth } from '../../../../src/cli/render/width.ts';

const plain = paint(false);
type Jobs = Parameters<typeof renderTable<Readonly<Record<string, never>>>>[0];

const jobs = [
  {
    jobId: 1234,
    name: 'Nightly',
    client: 'grün-fd',
    type: 'B',
    level: 'F',
    startedAt: new Date(2026, 10, 20, 9, 32, 46).toISOString(),
    endedAt: new Date(2026, 10, 20, 9, 33, 6).toISOString(),
    files: 1_234_567,
    bytes: 5_002_429_235,
    errors: 0,
    status: 'T',
  },
  { jobId: 7, name: '日本', client: 'fd', type: 'R', level: ' ', files: 0, bytes: 0, errors: 2, status: 'f' },
] as unknown as Jobs;

test('columns align, numbers to the right, wide characters counted as two', (t) => {
  t.is(
    renderTable(jobs, LISTS.jobs ?? [], plain),
    [
      'JobId  Name     Client   Type     Level  Started              Ended                    Files    Bytes  Errors  Status',
      ' 1234  Nightly  grün-fd  Backup   Full   2026-11-20 09:32:46  2026-11-20 09:33:06  1,234,567  5.00 GB       0  OK',
      '    7  日本     fd       Restore                                                           0      0 B       2  Failed',
      '',
    ].join('\n'),
  );
});

test('colours stand around the words and do not move the columns', (t) => {
  const coloured = renderTable(jobs, LISTS.jobs ?? [], paint(true));
  t.regex(coloured, /\x1b\[32mOK\x1b\[0m\n/);
  t.regex(coloured, /\x1b\[31mFailed\x1b\[0m\n/);
  t.is(coloured.replace(/\x1b\[\d+m/g, ''), renderTable(jobs, LISTS.jobs ?? [], plain));
});

test('an empty list says so', (t) => t.is(renderTable([], LISTS.jobs ?? [], plain), 'Nothing to list.\n'));

test('a long path keeps its end', (t) => {
  t.is(shortenLeft('/very/long/path/to/file', 10), '…h/to/file');
  t.is(shortenLeft('/short', 10), '/short');
  t.is(shortenLeft('日本語', 4), '…語');
  t.is(textWidth('e\u0301日'), 3);
});
