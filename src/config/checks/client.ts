/** What the resources of bacula-fd.conf must be together. */
import type { Report } from '../language/report.ts';
import type { ResourceIndex } from '../link/resource-index.ts';
import { checkTls } from './tls.ts';

export function checkClient(index: ResourceIndex, file: string, report: Report): void {
  for (const kind of ['Director', 'Messages']) {
    if (index.of(kind).size > 0) continue;
    report({ file, line: 1, column: 1, length: 1, message: `There is no ${kind} resource`, expected: `${kind} { … }` });
  }
  for (const kind of ['FileDaemon', 'Director']) {
    for (const { object, raw } of index.of(kind).values()) checkTls(object, raw, report);
  }
}
