/** The report at the end of a backup Job, line by line as Bacula 15.0.3 writes it (specification 08b §9.1). */
import type { ByteString } from '../../core/index.ts';
import type { BackupReportFacts, ChosenResource } from './facts.ts';
import {
  elapsedSeconds,
  formatBytes,
  formatCatalogTime,
  formatCount,
  formatElapsed,
  formatRate,
  formatReportTime,
  formatSaving,
  reportLine as line,
} from './format.ts';
import { reportHead } from './identity.ts';
import { backupTermination, daemonStatusText } from './status-words.ts';

/** Several lines, each ended by a newline; times are shown in the Director's time zone. */
export function formatBackupReport(facts: BackupReportFacts): ByteString {
  const seconds = elapsedSeconds(facts.startTime, facts.endTime);
  return [
    reportHead(facts.directorName),
    line('JobId', facts.jobId),
    line('Job', facts.uniqueName),
    line('Backup Level', levelText(facts)),
    line('Client', `"${facts.client}" ${facts.clientUname}`),
    line('FileSet', `"${facts.fileSet}" ${facts.fileSetCreated ? formatCatalogTime(facts.fileSetCreated) : ''}`),
    line('Pool', chosen(facts.pool)),
    line('Catalog', chosen(facts.catalog)),
    line('Storage', chosen(facts.storage)),
    line('Scheduled time', formatReportTime(facts.scheduledTime)),
    line('Start time', formatReportTime(facts.startTime)),
    line('End time', formatReportTime(facts.endTime)),
    line('Elapsed time', formatElapsed(seconds)),
    line('Priority', facts.priority),
    line('FD Files Written', formatCount(facts.fdFiles)),
    line('SD Files Written', formatCount(facts.sdFiles)),
    line('FD Bytes Written', formatBytes(facts.fdBytes)),
    line('SD Bytes Written', formatBytes(facts.sdBytes)),
    line('Rate', formatRate(facts.fdBytes, seconds)),
    line('Software Compression', formatSaving(facts.readBytes, facts.fdBytes, facts.sdBytes)),
    line('Comm Line Compression', formatSaving(facts.commBytes ?? 0, facts.commCompressedBytes ?? 0)),
    line('Snapshot/VSS', facts.snapshot ? 'yes' : 'no'),
    line('Encryption', facts.encrypted),
    line('Accurate', facts.accurate ? 'yes' : 'no'),
    line('Volume name(s)', facts.volumeNames.join('|')),
    line('Volume Session Id', facts.volSessionId),
    line('Volume Session Time', facts.volSessionTime),
    line('Last Volume Bytes', formatBytes(facts.lastVolumeBytes)),
    line('Non-fatal FD errors', facts.fdErrors),
    line('SD Errors', facts.sdErrors),
    line('FD termination status', daemonStatusText(facts.fdStatus)),
    line('SD termination status', daemonStatusText(facts.sdStatus)),
    line('Termination', backupTermination(facts.status, facts.fdErrors + facts.sdErrors)),
    '\n',
  ].join('');
}

const chosen = ({ name, from }: ChosenResource): string => `"${name}" (From ${from})`;

function levelText({ levelName, since, upgradedFrom }: BackupReportFacts): string {
  const sinceText = since === undefined ? '' : `, since=${since}`;
  return `${levelName}${sinceText}${upgradedFrom === undefined ? '' : ` (upgraded from ${upgradedFrom})`}`;
}
