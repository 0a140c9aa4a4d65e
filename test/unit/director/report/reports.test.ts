import test from 'ava';
import {
  backupTermination,
  daemonStatusText,
  formatBackupReport,
  formatRestoreReport,
  restoreTermination,
} from '../../../../src/director/report/index.ts';

const withoutHead = (report: string): string => report.split('\n').slice(2).join('\n');
const at = (h: number, m: number, s: number): Date => new Date(2026, 10, 20, h, m, s);

const backup = {
  directorName: 'h3-dir',
  jobId: 1,
  uniqueName: 'Plain.2026-11-20_09.32.46_03',
  status: 'T',
  fdStatus: 'T',
  sdStatus: 'T',
  startTime: at(9, 32, 49),
  endTime: at(9, 33, 6),
  fdErrors: 0,
  sdErrors: 0,
  levelName: 'Full',
  client: 'h3-fd',
  clientUname: '15.0.3 (25Mar25) x86_64-pc-linux-gnu,debian,trixie/sid',
  fileSet: 'Plain',
  fileSetCreated: at(9, 32, 43),
  pool: { name: 'Default', from: 'Job resource' },
  catalog: { name: 'MyCatalog', from: 'Client resource' },
  storage: { name: 'File1', from: 'Job resource' },
  scheduledTime: at(9, 32, 46),
  priority: 10,
  fdFiles: 28,
  sdFiles: 28,
  fdBytes: 5_002_429_235,
  sdBytes: 5_002_431_834,
  readBytes: 5_002_429_235,
  commBytes: 1000,
  commCompressedBytes: 459,
  snapshot: false,
  encrypted: 'no',
  accurate: false,
  volumeNames: ['Vol-0001'],
  volSessionId: 1,
  volSessionTime: 1_795_167_047,
  lastVolumeBytes: 5_006_763_803,
} as const;

test('the report of a backup is the one that 15.0.3 wrote, line by line', (t) => {
  t.is(
    withoutHead(formatBackupReport(backup)),
    `  JobId:                  1
  Job:                    Plain.2026-11-20_09.32.46_03
  Backup Level:           Full
  Client:                 "h3-fd" 15.0.3 (25Mar25) x86_64-pc-linux-gnu,debian,trixie/sid
  FileSet:                "Plain" 2026-11-20 09:32:43
  Pool:                   "Default" (From Job resource)
  Catalog:                "MyCatalog" (From Client resource)
  Storage:                "File1" (From Job resource)
  Scheduled time:         20-Nov-2026 09:32:46
  Start time:             20-Nov-2026 09:32:49
  End time:               20-Nov-2026 09:33:06
  Elapsed time:           17 secs
  Priority:               10
  FD Files Written:       28
  SD Files Written:       28
  FD Bytes Written:       5,002,429,235 (5.002 GB)
  SD Bytes Written:       5,002,431,834 (5.002 GB)
  Rate:                   294260.5 KB/s
  Software Compression:   None
  Comm Line Compression:  54.1% 2.2:1
  Snapshot/VSS:           no
  Encryption:             no
  Accurate:               no
  Volume name(s):         Vol-0001
  Volume Session Id:      1
  Volume Session Time:    1795167047
  Last Volume Bytes:      5,006,763,803 (5.006 GB)
  Non-fatal FD errors:    0
  SD Errors:              0
  FD termination status:  OK
  SD termination status:  OK
  Termination:            Backup OK

`,
  );
});

test('the first line keeps the words that mail filters look for, and Build OS says who wrote it', (t) => {
  const [head, build] = formatBackupReport(backup).split('\n');
  t.is(head, 'Bacula h3-dir 15.0.3 (25Mar25):');
  t.regex(build ?? '', /^ {2}Build OS: {15}\S+ understudy$/);
});

test('the level tells what it was upgraded from and since when', (t) => {
  const level = (over: object): string | undefined =>
    formatBackupReport({ ...backup, ...over }).match(/Backup Level: +(.*)/)?.[1];
  t.is(level({ levelName: 'Incremental', since: '2026-11-20 09:45:08' }), 'Incremental, since=2026-11-20 09:45:08');
  t.is(level({ upgradedFrom: 'Incremental' }), 'Full (upgraded from Incremental)');
  t.is(
    level({ levelName: 'Differential', since: '2026-11-20 09:45:08', upgradedFrom: 'Incremental' }),
    'Differential, since=2026-11-20 09:45:08 (upgraded from Incremental)',
  );
});

test('a Job that never reached its daemons has empty status lines', (t) => {
  const report = formatBackupReport({ ...backup, status: 'f', fdStatus: undefined, sdStatus: '', volumeNames: [] });
  t.regex(
    report,
    /FD termination status: {2}\n {2}SD termination status: {2}\n {2}Termination: {12}\*\*\* Backup Error/,
  );
  t.regex(report, /Volume name\(s\): {9}\n/);
});

test('several Volumes are joined by a bar', (t) => {
  t.regex(formatBackupReport({ ...backup, volumeNames: ['A', 'B'] }), /Volume name\(s\): {9}A\|B\n/);
});

test('the report of a restore is the one that 15.0.3 writes', (t) => {
  const report = formatRestoreReport({
    ...backup,
    where: '/b/restore',
    replace: 'Always',
    filesExpected: 1234,
    filesRestored: 1234,
    bytesRestored: 429_000,
  });
  t.is(
    withoutHead(report),
    `  JobId:                  1
  Job:                    Plain.2026-11-20_09.32.46_03
  Restore Client:         "h3-fd" 15.0.3 (25Mar25) x86_64-pc-linux-gnu,debian,trixie/sid
  Where:                  /b/restore
  Replace:                Always
  Start time:             20-Nov-2026 09:32:49
  End time:               20-Nov-2026 09:33:06
  Elapsed time:           17 secs
  Files Expected:         1,234
  Files Restored:         1,234
  Bytes Restored:         429,000 (429.0 KB)
  Rate:                   25.2 KB/s
  FD Errors:              0
  FD termination status:  OK
  SD termination status:  OK
  Termination:            Restore OK

`,
  );
});

test('each status has its termination', (t) => {
  t.is(backupTermination('T', 1), 'Backup OK -- with warnings');
  t.is(backupTermination('A', 0), 'Backup Canceled');
  t.is(backupTermination('I', 0), 'Backup failed -- Incomplete');
  t.is(backupTermination('x', 0), 'Inappropriate term code: x');
  const restore = (status: string, daemonErrors: number, filesRestored: number): string =>
    restoreTermination({ status, daemonErrors, filesExpected: 2, filesRestored });
  t.is(restore('T', 1, 1), 'Restore OK -- warning file count mismatch');
  t.is(restore('T', 1, 2), 'Restore OK -- with errors');
  t.is(restore('f', 0, 0), '*** Restore Error ***');
  t.is(daemonStatusText('E'), 'Error');
  t.is(daemonStatusText('x'), 'Unknown Job termination status=120');
});
