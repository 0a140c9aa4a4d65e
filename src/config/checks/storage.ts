/** What the resources of bacula-sd.conf must be together. */
import type { Report } from '../language/report.ts';
import type { ResourceIndex } from '../link/resource-index.ts';
import { checkDevices } from './devices.ts';
import { checkTlsFiles } from './tls.ts';

export function checkStorage(index: ResourceIndex, file: string, report: Report): void {
  for (const kind of ['Director', 'Device', 'Messages']) {
    if (index.of(kind).size > 0) continue;
    report({ file, line: 1, column: 1, length: 1, message: `There is no ${kind} resource`, expected: `${kind} { … }` });
  }
  checkDevices(index, report);
  checkTlsFiles(index, { listening: ['Storage', 'Director'], calling: [] }, report);
}
