/** What Replication, Peer and DaemonFile of understudy.conf must be together. */
import type { Report } from '../language/report.ts';
import type { Indexed, ResourceIndex } from '../link/resource-index.ts';
import type { DaemonFileResource, PeerResource, ReplicationResource } from '../resources/understudy/replication.ts';

const KEPT_LEAST = 2;
const PORT_MAX = 65_535;
/** What may stand in a path that becomes part of a command on another machine. */
const PLAIN_PATH = /^\/[A-Za-z0-9._/+@-]+$/;

export function checkReplication(index: ResourceIndex, report: Report): void {
  const [replication] = index.of('Replication').values();
  const remote = [...index.of('Peer').values(), ...index.of('DaemonFile').values()];
  for (const { raw, object } of remote) {
    if (replication === undefined) {
      report({ ...raw.at, message: `${raw.type.word} needs a Replication resource`, expected: 'Replication { … }' });
    }
    const { port } = object as unknown as PeerResource;
    if (port > PORT_MAX) report({ ...(raw.mentioned.get('port') ?? raw.at), message: `${port} is no port` });
  }
  for (const daemon of index.of('DaemonFile').values()) checkDaemonFile(daemon, report);
  if (replication === undefined) return;
  checkFolder(replication, report);
  if (remote.length > 0) checkSsh(replication, report);
}

function checkFolder({ object, raw }: Indexed, report: Report): void {
  const { directory, keepReleases } = object as unknown as ReplicationResource;
  if (directory !== undefined && !directory.startsWith('/')) {
    report({ ...(raw.mentioned.get('directory') ?? raw.at), message: 'Directory is no absolute path' });
  }
  if (keepReleases < KEPT_LEAST) {
    const at = raw.mentioned.get('keepReleases') ?? raw.at;
    report({ ...at, message: `Keep Releases is at least ${KEPT_LEAST}: this one and the one before` });
  }
}

function checkSsh({ object, raw }: Indexed, report: Report): void {
  const { sshKeyFile, sshAgent, sshKnownHostsFile } = object as unknown as ReplicationResource;
  if (sshKnownHostsFile === undefined) {
    const hint = 'ssh-keyscan writes such lines; compare the keys with those on the hosts';
    report({ ...raw.at, message: 'Replication needs Ssh Known Hosts File: no host is trusted unseen', hint });
  }
  if (sshKeyFile === undefined && !sshAgent) {
    report({ ...raw.at, message: 'Replication needs Ssh Key File, or Ssh Agent = yes' });
  }
}

function checkDaemonFile({ object, raw }: Indexed, report: Report): void {
  const { file } = object as unknown as DaemonFileResource;
  if (file === undefined || (PLAIN_PATH.test(file) && !file.includes('/../') && !file.endsWith('/'))) return;
  const message = `File of ${raw.type.word} must be an absolute path of letters, digits and \`._/+@-\``;
  report({ ...(raw.mentioned.get('file') ?? raw.at), message });
}
