import test from 'ava';
import { paint } from '../../../../src/cli/render/colour.ts';
import { renderStatus } from '../../../../src/cli/render/status.ts';

const at = new Date(2026, 10, 20, 9, 32, 46).toISOString();
const status = {
  name: 'tst-dir',
  version: '0.1.0',
  startedAt: at,
  configLoadedAt: at,
  jobsRun: 1,
  active: [],
  finished: [],
};
const job = {
  jobId: 7,
  name: 'Nightly',
  client: 'tst-fd',
  type: 'B',
  level: 'F',
  status: 'R',
  statusText: 'is running',
  files: 3,
  bytes: 4000,
  errors: 0,
};

test('a Director that does nothing says so', (t) => {
  t.is(
    renderStatus(status, paint(false), new Date(at)),
    `tst-dir, Understudy 0.1.0, up since 2026-11-20 09:32:46, configuration of 2026-11-20 09:32:46
Jobs run: 1, active: 0

Active Jobs
None.

Jobs that have ended
None since the start.
`,
  );
});

test('a Job whose daemon tells no rate is shown with its average', (t) => {
  const active = [{ ...job, bytesPerSecond: 0, priority: 10, startedAt: at }];
  const tenSecondsLater = new Date(Date.parse(at) + 10_000);
  t.regex(renderStatus({ ...status, active }, paint(false), tenSecondsLater), / 400 B\/s /);
});

test('what runs and what has ended stand in tables', (t) => {
  const active = [{ ...job, bytesPerSecond: 1000, priority: 10, currentFile: '/etc/passwd' }];
  const finished = [{ ...job, status: 'T', endedAt: at }];
  t.is(
    renderStatus({ ...status, active, finished }, paint(false), new Date(at))
      .split('\n')
      .slice(3)
      .join('\n'),
    `Active Jobs
JobId  Name     Client  Type    Level  Prio  Files    Bytes       Rate  Status
    7  Nightly  tst-fd  Backup  Full     10      3  4.00 kB  1.00 kB/s  is running: /etc/passwd

Jobs that have ended
JobId  Name     Client  Type    Level  Ended                Files    Bytes  Errors  Status
    7  Nightly  tst-fd  Backup  Full   2026-11-20 09:32:46      3  4.00 kB       0  OK
`,
  );
});
