/** The report at the end of a restore Job, as Bacula 15.0.3 writes it (specification 08b §9.3). */
import type { ByteString } from '../../core/index.ts';
import type { RestoreReportFacts } from './facts.ts';
import {
  elapsedSeconds,
  formatBytes,
  formatCount,
  formatElapsed,
  formatRate,
  formatReportTime,
  reportLine as line,
} from './format.ts';
import { reportHead } from './identity.ts';
import { daemonStatusText, restoreTermination } from './status-words.ts';

/** Several lines, each ended by a newline; times are shown in the Director's time zone. */
export function formatRestoreReport(facts: RestoreReportFacts): ByteString {
  const seconds = elapsedSeconds(facts.startTime, facts.endTime);
  const daemonErrors = facts.fdErrors + facts.sdErrors;
  return [
    reportHead(facts.directorName),
    line('JobId', facts.jobId),
    line('Job', facts.uniqueName),
    line('Restore Client', `"${facts.client}" ${facts.clientUname}`),
    line('Where', facts.where),
    line('Replace', facts.replace),
    line('Start time', formatReportTime(facts.startTime)),
    line('End time', formatReportTime(facts.endTime)),
    line('Elapsed time', formatElapsed(seconds)),
    line('Files Expected', formatCount(facts.filesExpected)),
    line('Files Restored', formatCount(facts.filesRestored)),
    line('Bytes Restored', formatBytes(facts.bytesRestored)),
    line('Rate', formatRate(facts.bytesRestored, seconds)),
    line('FD Errors', facts.fdErrors),
    line('FD termination status', daemonStatusText(facts.fdStatus)),
    line('SD termination status', daemonStatusText(facts.sdStatus)),
    line('Termination', restoreTermination({ ...facts, daemonErrors })),
    '\n',
  ].join('');
}
