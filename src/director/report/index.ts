/** The texts of Job reports: `formatBackupReport(facts)`. Pure. */
export { formatBackupReport } from './backup.ts';
export type { BackupReportFacts, ChosenResource, ReportFacts, RestoreReportFacts } from './facts.ts';
export { formatRestoreReport } from './restore.ts';
export { backupTermination, daemonStatusText, reportMessageType, restoreTermination } from './status-words.ts';
