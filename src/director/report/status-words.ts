/** The words for Job.JobStatus letters in reports (specification 08b §9.1, §9.3). */
const DAEMON_STATUS: Readonly<Record<string, string>> = {
  '': '',
  T: 'OK',
  W: 'OK -- with warnings',
  E: 'Error',
  f: 'Error',
  e: 'Non-fatal error',
  A: 'Canceled',
  I: 'Incomplete job',
  D: 'Verify differences',
  C: 'Created',
  R: 'Running',
  B: 'Blocked',
  F: 'Waiting on FD',
  S: 'Wait on SD',
  m: 'Wait for new Volume',
  M: 'Waiting for mount',
  s: 'Waiting for Storage resource',
  j: 'Waiting for Job resource',
  c: 'Waiting for Client resource',
  d: 'Waiting on Max Jobs',
  t: 'Waiting for Start Time',
  p: 'Waiting on Priority',
  L: 'SD committing Data',
  l: 'SD despooling Data',
  a: 'SD despooling Attributes',
  i: 'Dir inserting Attributes',
};

/** After `FD termination status`; a daemon that was never reached has none. */
export const daemonStatusText = (status: string | undefined): string =>
  DAEMON_STATUS[status ?? ''] ?? `Unknown Job termination status=${(status ?? '').charCodeAt(0)}`;

/** A report of a failed Job is itself an error line. */
export const reportMessageType = (status: string): 'error' | 'info' =>
  status === 'E' || status === 'f' ? 'error' : 'info';

/** The last line of a backup's report, also the exit status of mail commands. */
export function backupTermination(status: string, daemonErrors: number): string {
  switch (status) {
    case 'T':
      return daemonErrors > 0 ? 'Backup OK -- with warnings' : 'Backup OK';
    case 'W':
      return 'Backup OK -- with warnings';
    case 'I':
      return 'Backup failed -- Incomplete';
    case 'E':
    case 'f':
      return '*** Backup Error ***';
    case 'A':
      return 'Backup Canceled';
    default:
      return `Inappropriate term code: ${status}`;
  }
}

export interface RestoreOutcome {
  readonly status: string;
  readonly daemonErrors: number;
  readonly filesExpected: number;
  readonly filesRestored: number;
}

/** The last line of a restore's report. */
export function restoreTermination(outcome: RestoreOutcome): string {
  switch (outcome.status) {
    case 'T':
      if (outcome.filesExpected > outcome.filesRestored) return 'Restore OK -- warning file count mismatch';
      return outcome.daemonErrors > 0 ? 'Restore OK -- with errors' : 'Restore OK';
    case 'W':
      return 'Restore OK -- with warnings';
    case 'I':
      return 'Restore Incomplete';
    case 'E':
    case 'f':
      return '*** Restore Error ***';
    case 'A':
      return 'Restore Canceled';
    default:
      return `Inappropriate term code: ${outcome.status}`;
  }
}
