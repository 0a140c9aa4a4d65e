/** What the resources of bacula-fd.conf must be together. */
import type { RawResource } from '../language/raw-resource.ts';
import type { Report } from '../language/report.ts';
import type { ResourceIndex } from '../link/resource-index.ts';
import type { FileDaemonResource } from '../resources/client/file-daemon.ts';
import { checkTlsFiles } from './tls.ts';

type Daemon = Pick<FileDaemonResource, 'pkiSignatures' | 'pkiEncryption' | 'pkiKeyPair'>;

function checkEncryption(daemon: Daemon, raw: RawResource, report: Report): void {
  if ((!daemon.pkiSignatures && !daemon.pkiEncryption) || daemon.pkiKeyPair !== undefined) return;
  const at = raw.mentioned.get('pkiEncryption') ?? raw.mentioned.get('pkiSignatures') ?? raw.nameAt;
  report({ ...at, message: 'Signatures and encryption need the directive PkiKeyPair' });
}

export function checkClient(index: ResourceIndex, file: string, report: Report): void {
  for (const kind of ['Director', 'Messages']) {
    if (index.of(kind).size > 0) continue;
    report({ file, line: 1, column: 1, length: 1, message: `There is no ${kind} resource`, expected: `${kind} { … }` });
  }
  checkTlsFiles(index, { listening: ['Director', 'Console'], calling: ['FileDaemon'] }, report);
  for (const { object, raw } of index.of('FileDaemon').values()) checkEncryption(object as Daemon, raw, report);
}
